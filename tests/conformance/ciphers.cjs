// Code that nobody here wrote speaks to the running call-back, and reads what we seal.
// Reads {url, token, key, appid, sealed} from standard input, prints what came of it as JSON.
'use strict';
process.noDeprecation = true;
const path = require('node:path');
const { createHash } = require('node:crypto');
const modules = path.join(__dirname, '..', '..', 'node_modules');
const WXBizMsgCrypt = require(path.join(modules, 'wechat-crypto'));
const wecom = require(path.join(modules, '@wecom', 'crypto'));

function ciphers({ token, key, appid }) {
  const first = new WXBizMsgCrypt(token, key, appid);
  return {
    'wechat-crypto': {
      seal: (text) => first.encrypt(text),
      sign: (stamp, nonce, sealed) => first.getSignature(stamp, nonce, sealed),
      open: (sealed) => first.decrypt(sealed),
    },
    '@wecom/crypto': {
      seal: (text) => wecom.encrypt(key, text, appid),
      sign: (stamp, nonce, sealed) => wecom.getSignature(token, stamp, nonce, sealed),
      open: (sealed) => wecom.decrypt(key, sealed),
    },
  };
}

function address(asked, cipher, sealed, more = {}) {
  const stamp = String(Math.floor(Date.now() / 1000));
  const nonce = String(Math.floor(Math.random() * 1e9));
  const query = { timestamp: stamp, nonce, msg_signature: cipher.sign(stamp, nonce, sealed), ...more };
  return `${asked.url}?${new URLSearchParams(query)}`;
}

async function push(asked, cipher, text, envelope) {
  const sealed = cipher.seal(text);
  const body = envelope === 'xml'
    ? `<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`
    : JSON.stringify({ ToUserName: 'gh', Encrypt: sealed });
  const answer = await fetch(address(asked, cipher, sealed), { method: 'POST', body });
  return { status: answer.status, text: await answer.text() };
}

async function main(asked) {
  const told = {};
  let id = 0;
  for (const [name, cipher] of Object.entries(ciphers(asked))) {
    const who = createHash('sha1').update(name).digest('hex').slice(0, 6);
    const cut = (n) => Array.from(words).slice(0, n).join('');
    const words = '高龄津贴怎么申请？😀'.repeat(7);
    const json = (n) => JSON.stringify({ ToUserName: 'gh', FromUserName: `o${who}`, CreateTime: 1, MsgType: 'text', Content: cut(n), MsgId: `${who}${id++}` });
    const xml = (n) => `<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[o${who}]]></FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${cut(n)}]]></Content><MsgId>${who}${id++}</MsgId></xml>`;
    const pushes = [];
    // Every length of padding: forty messages, each a little longer than the one before.
    for (let n = 1; n <= 40; n += 1) {
      pushes.push(await push(asked, cipher, json(n), 'json'));
      pushes.push(await push(asked, cipher, xml(n), 'xml'));
    }
    const echo = cipher.seal('4375120948345356249');
    const verified = await fetch(address(asked, cipher, echo, { echostr: echo }));
    told[name] = {
      pushes,
      echo: await verified.text(),
      opened: asked.sealed.map(({ sealed, stamp, nonce }) => {
        const found = cipher.open(sealed);
        return { message: found.message, id: found.id, signature: cipher.sign(stamp, nonce, sealed) };
      }),
    };
  }
  return told;
}

let given = '';
process.stdin.on('data', (piece) => { given += piece; });
process.stdin.on('end', () => {
  main(JSON.parse(given)).then((told) => process.stdout.write(JSON.stringify(told)));
});
