/* A photo or paper: what is wrong with it is said when it is chosen, and a sending that breaks off
   leaves the form as it was. The server checks the same things: without this file nothing is lost. */
(function () {
  "use strict";
  if (!window.FormData || !window.FileReader || !window.CustomEvent) { return; }

  function bytes(blob, done) {
    var reader = new FileReader();
    reader.onload = function () { done(new Uint8Array(reader.result)); };
    reader.onerror = function () { done(null); };
    reader.readAsArrayBuffer(blob);
  }
  function text(given) { return String.fromCharCode.apply(null, given || []); }
  function kind(head) {
    if (head.indexOf("\xff\xd8\xff") === 0 || head.indexOf("\x89PNG\r\n\x1a\n") === 0) { return "picture"; }
    if (head.indexOf("RIFF") === 0 && head.substr(8, 4) === "WEBP") { return "picture"; }
    if (head.indexOf("%PDF-") === 0) { return "pdf"; }
    if (head.substr(4, 4) === "ftyp" && /^(hei|hev|mif1|msf1)/.test(head.substr(8, 4))) { return "heic"; }
    return "";
  }
  /* done(what is wrong, the picture's address if it can be shown) */
  function look(file, most, done) {
    if (file.size > most) { done("tooLarge"); return; }
    bytes(file.slice(0, 16), function (head) {
      var found = head ? kind(text(head)) : "";
      if (!head || !file.size) { done("damaged"); }
      else if (found === "heic") { done("heic"); }
      else if (found === "pdf") {
        bytes(file.slice(-4096), function (tail) { done(text(tail).indexOf("%%EOF") < 0 ? "damaged" : ""); });
      } else if (found === "picture") {
        var picture = new Image(), address = URL.createObjectURL(file);
        picture.onload = function () { done("", address); };
        picture.onerror = function () { URL.revokeObjectURL(address); done("damaged"); };
        picture.src = address;
      } else { done("wrongType"); }
    });
  }

  function say(input, words) {
    var place = document.getElementById(input.id + "-says");
    place.textContent = words;
    place.hidden = !words;
    if (words) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
  }
  function show(input, address) {
    var picture = document.getElementById(input.id + "-chosen");
    if (picture.src) { URL.revokeObjectURL(picture.src); picture.removeAttribute("src"); }
    if (address) { picture.src = address; }
    picture.hidden = !address;
  }
  function chosen(input) {
    var file = input.files[0];
    say(input, "");
    show(input, "");
    if (!file) { return; }
    look(file, Number(input.getAttribute("data-most")), function (wrong, address) {
      if (input.files[0] !== file) { return; }
      if (!wrong) { show(input, address); return; }
      say(input, file.name + "：" + input.getAttribute("data-" + wrong.toLowerCase()));
      input.value = "";
      input.focus();
    });
  }

  function net(what, more) { document.dispatchEvent(new CustomEvent("net", { detail: { what: what, more: more || "" } })); }
  function wrongs(page) {
    var found = new DOMParser().parseFromString(page, "text/html").getElementById("wrongs");
    return found ? found.textContent.trim() : "";
  }
  function send(form, input) {
    var call = new XMLHttpRequest();
    function again(what) { form.removeAttribute("data-sending"); net(what); }
    form.setAttribute("data-sending", "1");
    call.open("POST", form.action);
    call.setRequestHeader("accept", "text/html");
    call.timeout = 180000;
    call.upload.onprogress = function (event) {
      if (event.lengthComputable) { net("sending", " " + Math.round(event.loaded / event.total * 100) + "%"); }
    };
    call.onload = function () {
      if (call.status < 400) {
        form.dispatchEvent(new CustomEvent("taken"));
        location.assign(call.responseURL || location.href);
        return;
      }
      var words = wrongs(call.responseText);
      if (words) { again(""); say(input, words); input.focus(); }
      else if (call.status < 500) { HTMLFormElement.prototype.submit.call(form); }
      else { again("unsent"); }
    };
    call.onerror = call.ontimeout = function () { again("unsent"); };
    net("sending");
    call.send(new FormData(form));
  }

  Array.prototype.forEach.call(document.querySelectorAll("input[type=file][data-most]"), function (input) {
    var form = input.form;
    input.addEventListener("change", function () { chosen(input); });
    form.addEventListener("submit", function (event) {
      if (!input.files.length || navigator.onLine === false) { return; }
      event.preventDefault();
      if (!form.getAttribute("data-sending")) { send(form, input); }
    });
  });
})();
