/* Makes the pages better, never possible: every form works without this file. */
(function () {
  "use strict";
  var net = document.getElementById("net");
  var store = null;
  try { store = window.sessionStorage; } catch (e) { /* private mode */ }

  function tell(what, more) {
    if (!net) { return; }
    net.textContent = what ? net.getAttribute("data-" + what) + (more || "") : "";
    net.className = "net" + (what ? " banner " + (what === "off" || what === "unsent" ? "is-wrong" : "is-info") : "");
    net.hidden = !what;
  }
  document.addEventListener("net", function (event) { tell(event.detail.what, event.detail.more); });

  function offline() { return navigator.onLine === false; }
  window.addEventListener("offline", function () { tell("off"); });
  window.addEventListener("online", function () { tell(""); });
  if (offline()) { tell("off"); }

  /* ---- words not yet taken by the server stay on this phone, for this tab only ---- */
  function place(form) { return "kept:" + location.pathname + location.search + ":" + (form.id || form.getAttribute("action")); }
  function fields(form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.name !== "csrf" && one.name !== "key" && one.type !== "file" && one.type !== "hidden" && one.type !== "submit";
    });
  }
  function keep(form) {
    if (!store) { return; }
    var words = {};
    fields(form).forEach(function (one) {
      var box = one.type === "radio" || one.type === "checkbox";
      if (!box) { words[one.name] = one.value; } else if (one.checked) { words[one.name] = one.value; }
    });
    try { store.setItem(place(form), JSON.stringify(words)); } catch (e) { /* full */ }
  }
  function bring(form) {
    var text = null, brought = false, words;
    try { text = store && store.getItem(place(form)); words = text && JSON.parse(text); } catch (e) { return; }
    if (!words) { return; }
    fields(form).forEach(function (one) {
      var kept = words[one.name];
      if (kept === undefined || kept === "") { return; }
      if (one.type === "radio" || one.type === "checkbox") {
        var chosen = form.querySelector('[name="' + one.name + '"]:checked');
        if (one.value === kept && !chosen) { one.checked = true; brought = true; }
      } else if (one.value !== kept && (one.value === "" || one.value === one.defaultValue)) {
        one.value = kept; brought = true;
      }
    });
    if (brought) { tell("kept"); }
  }
  function drop(form) { try { if (store) { store.removeItem(place(form)); } } catch (e) { /* fine */ } }

  var keeping = document.querySelectorAll("form[data-keep]");
  Array.prototype.forEach.call(keeping, function (form) {
    if (!document.querySelector("#wrongs")) { bring(form); }
    form.addEventListener("input", function () { keep(form); });
    form.addEventListener("change", function () { keep(form); });
    form.addEventListener("taken", function () { drop(form); });
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-keep]") : null;
    if (!form) { return; }
    if (event.detail.successful) { drop(form); } else { tell("off"); }
  });
  document.addEventListener("htmx:sendError", function () { tell("off"); });

  /* ---- one tap is one sending; a slow net says so; without a net nothing leaves ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target, leave = /\/sign-out$/.test(form.action);
    if (event.defaultPrevented || form.method !== "post") { return; }
    if (offline()) { event.preventDefault(); keep(form); tell("off"); return; }
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "1");
    if (leave && store) { try { store.clear(); } catch (e) { /* fine */ } }
    window.setTimeout(function () {
      Array.prototype.forEach.call(document.querySelectorAll("button"), function (one) {
        if (one.form === form) { one.setAttribute("aria-disabled", "true"); }
      });
    }, 0);
    window.setTimeout(function () { if (form.getAttribute("data-sent")) { tell("slow"); } }, 3000);
    window.setTimeout(function () { form.removeAttribute("data-sent"); }, 20000);
    if (form.hasAttribute("data-keep")) { window.addEventListener("pagehide", function () { drop(form); }, { once: true }); }
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sent]"), function (form) { form.removeAttribute("data-sent"); });
    Array.prototype.forEach.call(document.querySelectorAll("[aria-disabled]"), function (one) { one.removeAttribute("aria-disabled"); });
    tell(offline() ? "off" : "");
  });

  var wrongs = document.getElementById("wrongs");
  if (wrongs) { wrongs.focus(); }

  /* ---- after the check the answer is what one wants to see ---- */
  document.addEventListener("htmx:afterSwap", function (event) {
    var verdict = event.detail.target.querySelector ? event.detail.target.querySelector("#verdict, #wrongs") : null;
    if (verdict) { verdict.focus({ preventScroll: true }); verdict.scrollIntoView({ block: "start" }); }
  });
})();
