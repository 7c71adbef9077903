// Keyboard for the console: rows, panes, views, acts. Every page reads and works without it.
(function () {
  "use strict";
  function all(query, from) { return Array.prototype.slice.call((from || document).querySelectorAll(query)); }
  function one(query) { return document.querySelector(query); }
  var rows = all("[data-rows] tbody tr").filter(function (row) { return row.querySelector("th[scope=row]"); });
  var here = rows.findIndex(function (row) { return row.classList.contains("is-here"); });

  function move(by) {
    if (!rows.length) return;
    if (here >= 0) rows[here].classList.remove("is-here");
    here = Math.max(0, Math.min(rows.length - 1, here + by));
    rows[here].classList.add("is-here");
    rows[here].querySelector("th a").focus();
    rows[here].scrollIntoView({ block: "nearest" });
  }
  function claim() {
    var button = here >= 0 && rows[here].querySelector("[data-act=c]");
    if (button) button.click();
  }
  function nextPane(back) {
    var panes = all(".pane");
    var at = panes.findIndex(function (pane) { return pane.contains(document.activeElement); });
    if (panes.length) panes[(at + (back ? panes.length - 1 : 1) + panes.length) % panes.length].focus();
  }
  function openAct(step) {
    var place = document.getElementById("do-" + step);
    if (!place) return;
    var details = place.querySelector("details");
    if (details) details.open = true;
    place.scrollIntoView({ block: "nearest" });
    var field = place.querySelector("input:not([type=hidden]), textarea, button");
    if (field) field.focus();
  }
  function hinted(key) {
    var hint = all("main button:not([aria-disabled=true]) kbd, main a kbd, main summary kbd").filter(function (found) {
      return found.textContent.toLowerCase() === key.toLowerCase();
    })[0];
    return hint && function () { hint.parentNode.focus(); hint.parentNode.click(); };
  }
  function view(key) {
    var link = /^[1-9]$/.test(key) && all(".view-list a")[key - 1];
    return link && function () { link.click(); };
  }
  var keys = {
    j: function () { move(1); },
    k: function () { move(-1); },
    c: claim,
    "/": function () { var field = one("#find"); if (field) field.focus(); }
  };
  document.addEventListener("keydown", function (press) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(press.target.tagName) && !/checkbox|radio/.test(press.target.type);
    if (press.key === "F6") { press.preventDefault(); nextPane(press.shiftKey); return; }
    if (typing || press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return;
    var act = hinted(press.key) || (rows.length && keys[press.key]) || (press.key === "/" && keys["/"]) || view(press.key);
    if (act) { press.preventDefault(); act(); }
  });
  all("[data-opens-act]").forEach(function (link) {
    link.addEventListener("click", function (press) { press.preventDefault(); openAct(link.dataset.opensAct); });
  });
  all("[data-only-diff]").forEach(function (button) {
    button.addEventListener("click", function () {
      var on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      all(".facts-table tbody tr").forEach(function (row) { row.hidden = on && !row.classList.contains("is-diff"); });
    });
  });
  // A second press of the same button while the first is on its way does nothing.
  all("form").forEach(function (form) {
    form.addEventListener("submit", function (press) {
      if (form.dataset.sent) { press.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(function () { delete form.dataset.sent; }, 5000);
    });
  });
})();
