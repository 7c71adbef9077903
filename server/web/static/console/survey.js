/* Visits without a network. What is written lies in this phone's database, sealed (AES-GCM) with a
   key that is itself wrapped by the one the server gives to a signed-in phone; the wrapping key can
   be used here but not read. Once sent, or once the phone is reported lost, all of it is wiped. */
"use strict";
(() => {
  const BASE = "/console/surveys/";
  const net = document.getElementById("net");
  const say = (name, more = "") => { net.hidden = !name; net.textContent = name ? net.dataset[name] + more : ""; };
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const fresh = (count) => crypto.getRandomValues(new Uint8Array(count));
  const newId = () => {
    const made = fresh(16);
    made[6] = (made[6] & 15) | 64;
    made[8] = (made[8] & 63) | 128;
    const hex = [...made].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // The database: one store for keys, one for sealed visits.
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("onetrip-surveys", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore("keys"); asked.result.createObjectStore("visits"); };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const act = async (store, mode, work) => {
    const db = await opened;
    return new Promise((resolve, reject) => {
      const turn = db.transaction(store, mode);
      const asked = work(turn.objectStore(store));
      turn.oncomplete = () => resolve(asked.result);
      turn.onerror = turn.onabort = () => reject(turn.error);
    });
  };
  const get = (store, key) => act(store, "readonly", (one) => one.get(key));
  const put = (store, key, value) => act(store, "readwrite", (one) => one.put(value, key));
  const drop = (store, key) => act(store, "readwrite", (one) => one.delete(key));
  const visitIds = () => act("visits", "readonly", (one) => one.getAllKeys());
  const wipe = async () => {
    await act("visits", "readwrite", (one) => one.clear());
    await act("keys", "readwrite", (one) => one.clear());
  };

  // Keys.
  const makeKeys = async (given) => {
    const outer = await crypto.subtle.importKey("raw", bytes(given), "AES-GCM", false, ["wrapKey", "unwrapKey"]);
    const inner = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    const iv = fresh(12);
    const wrapped = await crypto.subtle.wrapKey("raw", inner, outer, { name: "AES-GCM", iv });
    await put("keys", "wrapped", { outer, wrapped, iv });
  };
  let held = null;
  const dataKey = async () => {
    if (!held) {
      const kept = await get("keys", "wrapped");
      held = await crypto.subtle.unwrapKey("raw", kept.wrapped, kept.outer, { name: "AES-GCM", iv: kept.iv }, "AES-GCM", false, ["encrypt", "decrypt"]);
    }
    return held;
  };
  const keep = async (visit) => {
    const iv = fresh(12);
    const text = new TextEncoder().encode(JSON.stringify(visit));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await dataKey(), text);
    await put("visits", visit.id, { iv, sealed });
  };
  const read = async (id) => {
    const kept = await get("visits", id);
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await dataKey(), kept.sealed);
    return JSON.parse(new TextDecoder().decode(text));
  };

  const call = async (path, csrf, body) => {
    const headers = { accept: "application/json" };
    if (body) Object.assign(headers, { "content-type": "application/json", "x-csrf-token": csrf });
    return fetch(BASE + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), redirect: "manual", credentials: "same-origin" });
  };

  // The list of visits, with a network: take one along.
  const tokens = document.getElementById("tokens");
  const takeAlong = async (card) => {
    let device = await get("keys", "device");
    if (!device) { device = newId(); await put("keys", "device", device); }
    const told = await call("devices", tokens.dataset.csrf, { device_id: device });
    if (told.status === 403) { await wipe(); held = null; say("revoked"); return; }
    if (!told.ok) { say("signIn"); return; }
    if (!(await get("keys", "wrapped"))) await makeKeys((await told.json()).key);
    const id = card.dataset.visit;
    if (!(await visitIds()).includes(id)) {
      const sheet = await fetch(`${BASE}${id}/sheet`, { credentials: "same-origin" });
      if (!sheet.ok) { say("signIn"); return; }
      await keep({ id, title: card.dataset.title, when: card.dataset.when, html: await sheet.text(), fields: {}, strokes: {}, sendId: newId(), revision: 0, visitedAt: null });
    }
    location.href = `${BASE}phone#${id}`;
  };
  if (tokens && window.crypto && crypto.subtle && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${BASE}sw.js`, { scope: BASE });
    for (const card of document.querySelectorAll("[data-visit]")) {
      const button = card.querySelector("[data-keep]");
      button.hidden = false;
      button.addEventListener("click", () => takeAlong(card).catch(() => say("off")));
    }
  }

  // One visit on the phone.
  const form = document.getElementById("sheet");
  const list = document.getElementById("list");
  if (!list) return;
  let visit = null;
  let saving = Promise.resolve();
  const save = () => {
    visit.revision += 1;
    visit.visitedAt = visit.visitedAt || new Date().toISOString();
    for (const one of form.elements) {
      if (one.name && (one.type !== "radio" || one.checked)) visit.fields[one.name] = one.value;
    }
    const now = JSON.parse(JSON.stringify(visit));
    saving = saving.then(() => keep(now)).then(() => {
      document.getElementById("saved").textContent = new Date().toTimeString().slice(0, 5) + " " + net.dataset.kept;
    });
    return saving;
  };
  // What a value really is is asked only where it differs.
  const ask = () => form.querySelectorAll("[data-question]").forEach((card) => {
    const field = card.querySelector("[name$=':value']");
    const chosen = card.querySelector("input[type=radio]:checked");
    if (field) field.parentElement.hidden = !chosen || chosen.value !== "differs";
  });
  const draw = (canvas, strokes) => {
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  };
  const glass = (place) => {
    const who = place.dataset.sign;
    const canvas = document.createElement("canvas");
    canvas.className = "glass";
    canvas.width = 640;
    canvas.height = 240;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.textContent.trim());
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn";
    again.textContent = net.dataset.clear;
    place.classList.add("on-glass");
    place.append(again, canvas);
    const strokes = () => (visit.strokes[who] = visit.strokes[who] || []);
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return [Math.round(((event.clientX - box.left) * canvas.width) / box.width), Math.round(((event.clientY - box.top) * canvas.height) / box.height)];
    };
    let writing = false;
    canvas.addEventListener("pointerdown", (event) => { writing = true; canvas.setPointerCapture(event.pointerId); strokes().push([point(event)]); });
    canvas.addEventListener("pointermove", (event) => {
      if (!writing) return;
      strokes()[strokes().length - 1].push(point(event));
      draw(canvas, strokes());
    });
    canvas.addEventListener("pointerup", () => { writing = false; save(); });
    again.addEventListener("click", () => { visit.strokes[who] = []; draw(canvas, []); save(); });
    draw(canvas, strokes());
  };
  const open = async (id) => {
    visit = await read(id);
    document.getElementById("title").textContent = visit.title;
    document.getElementById("state").textContent = visit.when;
    form.innerHTML = visit.html;
    for (const one of form.elements) {
      if (!(one.name in visit.fields)) continue;
      if (one.type === "radio") one.checked = visit.fields[one.name] === one.value;
      else one.value = visit.fields[one.name];
    }
    form.querySelectorAll("[data-glass]").forEach((one) => { one.hidden = false; });
    form.querySelectorAll("[data-sign]").forEach(glass);
    ask();
    list.hidden = true;
    form.hidden = document.getElementById("foot").hidden = false;
  };
  const show = async () => {
    say(navigator.onLine ? "" : "off");
    const ids = await visitIds();
    const wanted = location.hash.slice(1);
    if (ids.includes(wanted)) return open(wanted);
    form.hidden = document.getElementById("foot").hidden = true;
    list.hidden = false;
    list.textContent = ids.length ? "" : list.dataset.empty;
    for (const id of ids) {
      const kept = await read(id);
      const row = document.createElement("p");
      const link = document.createElement("a");
      link.className = "btn wide";
      link.href = `#${id}`;
      link.textContent = `${kept.when} ${kept.title} · ${list.dataset.open}`;
      row.append(link);
      list.append(row);
    }
  };

  // Sending: the record in the server's shape, once whatever the order.
  const record = () => {
    const answers = {};
    form.querySelectorAll("[data-question]").forEach((card) => {
      const key = card.dataset.question;
      const outcome = visit.fields[`${key}:outcome`];
      if (!outcome) return;
      const field = card.querySelector(`[name="${key}:value"]`);
      const text = (visit.fields[`${key}:value`] || "").trim();
      const kinds = { money: () => Math.round(Number(text) * 100), int: () => Number(text), bool: () => text === "yes" };
      const value = field && text && outcome === "differs" ? (kinds[field.dataset.kind] || (() => text))() : null;
      answers[key] = { outcome, value, note: visit.fields[`${key}:note`] || "" };
    });
    const signed = (who) => ({ how: "glass", strokes: visit.strokes[who] || [] });
    const outcome = visit.fields.household || "signed";
    const strokes = outcome === "signed" ? visit.strokes.household || [] : [];
    return { answers, observations: visit.fields.observations || "", first: signed("first"), second: signed("second"), household: { outcome, strokes, note: visit.fields.refusal || "" } };
  };
  const wrong = document.getElementById("wrong");
  const missing = (fields) => {
    wrong.hidden = false;
    wrong.textContent = net.dataset.missing;
    for (const path of Object.keys(fields || {})) {
      const key = path.replace(/^record\./, "").replace(/^answers\./, "");
      const place = form.querySelector(`[data-question="${key}"], [data-sign="${key}"]`);
      const row = document.createElement("p");
      row.textContent = place ? place.querySelector("h2, b").textContent : key;
      wrong.append(row);
    }
    wrong.scrollIntoView();
  };
  const done = async (said) => {
    await drop("visits", visit.id);
    if (!(await visitIds()).length) { await drop("keys", "wrapped"); held = null; }
    visit = null;
    form.innerHTML = "";
    history.replaceState(null, "", location.pathname);
    await show();
    say(said);
  };
  const send = async () => {
    wrong.hidden = true;
    await save();
    const device = await get("keys", "device");
    const known = await call(`devices/${device}`);
    if (known.status === 403) { await wipe(); held = null; form.innerHTML = ""; form.hidden = true; say("revoked"); return; }
    if (!known.ok) { say("signIn"); return; }
    const { csrf } = await known.json();
    const body = { send_id: visit.sendId, revision: visit.revision, visited_at: visit.visitedAt, device_id: device, record: record() };
    const told = await call(`${visit.id}/sent`, csrf, body);
    if (told.ok) return done("sent");
    // Nothing more is wanted of this phone: the other visitor's sheet stands, or nobody goes any more.
    if (told.status === 409) return done((await told.json()).code === "surveys.sent_already" ? "other" : "calledOff");
    if (told.status === 422) return missing((await told.json()).fields);
    say(told.status === 401 ? "signIn" : "failed");
  };
  form.addEventListener("change", () => { ask(); save(); });
  form.addEventListener("input", (event) => { if (event.target.tagName === "TEXTAREA") save(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("send").addEventListener("click", () => send().catch(() => say("off")));
  window.addEventListener("offline", () => say("off"));
  window.addEventListener("online", () => say(""));
  window.addEventListener("hashchange", show);
  show();
})();
