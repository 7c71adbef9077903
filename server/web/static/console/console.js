// Keyboard for the console: rows, panes, views, acts. Every page reads and works without it.
// No key is bound to a page: a key presses the visible element that shows it in a <kbd>.
(function () {
  "use strict";
  function all(query, from) { return Array.prototype.slice.call((from || document).querySelectorAll(query)); }
  function one(query, from) { return (from || document).querySelector(query); }
  function shown(node) { return node.getClientRects().length > 0; }
  var store = null;
  try { store = window.sessionStorage; } catch (refused) { /* private mode */ }

  /* rows: the current one carries the filled button */
  function rows() { return all("[data-rows] tbody tr").filter(function (row) { return one("th[scope=row]", row); }); }
  function current() { return one("[data-rows] tr.is-here"); }
  function stand(row, quietly) {
    var before = current();
    if (before) { before.classList.remove("is-here"); }
    row.classList.add("is-here");
    if (!quietly) {
      var link = one("th a", row);
      if (link) { link.focus({ preventScroll: true }); }
      row.scrollIntoView({ block: "nearest" });
    }
    if (previewed()) { preview(row); }
  }
  function move(by) {
    var found = rows(), at = found.indexOf(current());
    if (!found.length) { return; }
    var next = found[at < 0 ? 0 : Math.max(0, Math.min(found.length - 1, at + by))];
    if (next === found[found.length - 1] && at === found.length - 1 && by > 0) {
      var more = one("#more a");
      if (more) { more.focus(); return; }
    }
    stand(next);
  }
  function rowAct(key) {
    var row = current(), button = row && one("[data-act=" + key + "]", row);
    return button && function () { button.click(); };
  }

  /* choosing: the batch bar is there while something is chosen */
  function boxes() { return all("[data-rows] tbody input[type=checkbox]"); }
  function recount() {
    var bar = one("[data-batch]"), chosen = boxes().filter(function (box) { return box.checked; });
    boxes().forEach(function (box) { box.closest("tr").classList.toggle("is-chosen", box.checked); });
    if (!bar) { return; }
    var words = one("[data-batch-count]", bar), rest = one("input[name=all]", bar);
    if (!chosen.length && rest) { rest.checked = false; }
    bar.hidden = !chosen.length;
    words.textContent = words.dataset.words.replace("{n}", chosen.length);
    var every = one("[data-choose-all]");
    if (every) { every.checked = chosen.length > 0 && chosen.length === boxes().length; every.indeterminate = chosen.length > 0 && !every.checked; }
  }
  function choose() {
    var row = current(), box = row && one("input[type=checkbox]", row);
    if (box) { box.checked = !box.checked; recount(); }
  }
  function chooseNothing() { boxes().forEach(function (box) { box.checked = false; }); recount(); }

  /* preview: a second thing beside the list, following the current row */
  function previewed() { var drawer = one("#preview"); return drawer && drawer.open ? drawer : null; }
  var waiting = 0;
  function preview(row) {
    var link = row && one("[data-preview]", row), drawer = one("#preview");
    if (!link || !drawer || !window.htmx) { return; }
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      one("#preview-failed").hidden = true;
      if (!drawer.open) { drawer.show(); row.querySelector("th a").focus({ preventScroll: true }); }
      window.htmx.ajax("GET", link.href, { target: "#preview-body", swap: "innerHTML" });
    }, drawer.open ? 180 : 0);
  }
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      var failed = one("#preview-failed");
      if (previewed() && failed) { one("#preview-body").textContent = ""; failed.hidden = false; }
    });
  });

  /* places */
  function nextPane(back) {
    var panes = all(".pane").filter(shown);
    var at = panes.findIndex(function (pane) { return pane.contains(document.activeElement); });
    if (panes.length) { panes[(at + (back ? panes.length - 1 : 1) + panes.length) % panes.length].focus(); }
  }
  function openAct(code) {
    var place = document.getElementById("do-" + code);
    if (!place) { return; }
    var details = one("details", place);
    if (details) { details.open = true; }
    place.scrollIntoView({ block: "nearest" });
    var field = one("input:not([type=hidden]):not([type=checkbox]), textarea, button, a", place);
    if (field) { field.focus(); }
  }
  function press(node) {
    node.focus();
    node.click();
    var details = node.tagName === "SUMMARY" && node.parentNode;
    var field = details && details.open && one("select, input:not([type=hidden]), textarea, button", details);
    if (field) { field.focus(); }
  }
  function hinted(key) {
    var hint = all("main kbd").filter(function (found) {
      var holder = found.closest("button, a, summary");
      return holder && holder.getAttribute("aria-disabled") !== "true" && shown(found) && !holder.closest("dialog") &&
        found.textContent.toLowerCase() === key.toLowerCase();
    })[0];
    return hint && function () { press(hint.closest("button, a, summary")); };
  }
  function view(key) {
    var link = /^[1-9]$/.test(key) && all(".view-list a")[key - 1];
    return link && function () { link.click(); };
  }
  function openKeys() { var keys = one("#keys"); if (keys && keys.showModal) { keys.showModal(); } }
  function find() { var field = one("#find"); if (field) { field.focus(); field.select(); } }
  function openRow() {
    var row = current(), active = document.activeElement;
    if (!row || (active && active.closest("a, button, summary, input, select"))) { return null; }
    return function () { one("th a", row).click(); };
  }
  function escape() {
    var drawer = all("dialog.drawer").filter(function (found) { return found.open; })[0];
    if (drawer) { drawer.close(); var row = current(); if (row) { one("th a", row).focus(); } return; }
    var open = all("details.pop[open], .acts details[open], #notes details[open]")[0];
    if (open) { open.open = false; one("summary", open).focus(); return; }
    if (boxes().some(function (box) { return box.checked; })) { chooseNothing(); return; }
    var back = one("[data-back]");
    if (back) { back.click(); }
  }

  var keys = {
    j: function () { move(1); },
    k: function () { move(-1); },
    x: choose,
    "/": find,
    "?": openKeys
  };
  function typing(target) {
    return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/checkbox|radio/.test(target.type));
  }
  document.addEventListener("keydown", function (event) {
    // Choosing characters with an input method also sends keys: those are never ours.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "F6") { event.preventDefault(); nextPane(event.shiftKey); return; }
    if (one("#keys[open]")) { return; }
    if (event.key === "Escape") {
      if (typing(event.target) && !event.target.closest("details.pop")) { event.target.blur(); return; }
      event.preventDefault(); escape(); return;
    }
    if (typing(event.target)) { return; }
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    var act = hinted(key) || keys[key] || rowAct(/^[a-z]$/.test(key) ? key : "none") || view(key) || (key === "Enter" && openRow());
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-choose-all]")) { boxes().forEach(function (box) { box.checked = event.target.checked; }); recount(); }
    else if (event.target.matches("[data-rows] tbody input")) { recount(); }
  });

  /* what must be pressed twice says so the first time */
  function disarm(button) { if (button.dataset.was) { button.innerHTML = button.dataset.was; delete button.dataset.was; } }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-confirm]");
    all("[data-confirm]").forEach(function (other) { if (other !== button) { disarm(other); } });
    if (button && !button.dataset.was) {
      event.preventDefault();
      button.dataset.was = button.innerHTML;
      button.textContent = button.dataset.confirm;
      setTimeout(function () { disarm(button); }, 6000);
      return;
    }
    var look = event.target.closest("[data-preview]");
    if (look && window.htmx) { event.preventDefault(); stand(look.closest("tr"), true); preview(look.closest("tr")); return; }
    var beside = event.target.closest("[data-drawer]");
    if (beside && window.htmx && one("#preview")) {
      event.preventDefault();
      one("#preview-failed").hidden = true;
      if (!previewed()) { one("#preview").show(); }
      window.htmx.ajax("GET", beside.href, { target: "#preview-body", swap: "innerHTML" });
      beside.focus();
      return;
    }
    var link = event.target.closest("[data-opens-act]");
    if (link) { event.preventDefault(); openAct(link.dataset.opensAct); return; }
    var opener = event.target.closest("[data-opens]");
    if (opener) { event.preventDefault(); var drawer = document.getElementById(opener.dataset.opens); if (drawer && drawer.show) { drawer.show(); drawer.focus(); } return; }
    if (event.target.closest("[data-clear]")) { chooseNothing(); return; }
    all("details.pop[open]").forEach(function (pop) { if (!pop.contains(event.target)) { pop.open = false; } });
  });
  all("[data-only-diff]").forEach(function (button) {
    button.addEventListener("click", function () {
      var on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      all(".facts-table tbody").forEach(function (body) {
        var lines = all("tr", body), differing = lines.filter(function (row) { return row.classList.contains("is-diff"); });
        lines.forEach(function (row) { row.hidden = on && !row.classList.contains("is-diff") && !(differing.length && one("th[scope=rowgroup]", row)); });
      });
    });
  });
  // A second press of the same button while the first is on its way does nothing.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method === "dialog") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) { event.submitter.setAttribute("aria-busy", "true"); }
    setTimeout(function () { delete form.dataset.sent; if (event.submitter) { event.submitter.removeAttribute("aria-busy"); } }, 5000);
  });

  /* what others must not read over a shoulder goes by itself; another look is another reason */
  all("[data-fades]").forEach(function (node) {
    setTimeout(function () { node.textContent = node.dataset.fades; node.removeAttribute("class"); }, 60000);
  });

  /* the list one came from: the way back, and the case before and after */
  function remember() {
    var found = all("[data-rows] th[scope=row] > a[href^='/console/cases/']").map(function (link) { return link.getAttribute("href"); });
    try { store.setItem("list", JSON.stringify({ from: location.pathname + location.search.replace(/[?&]told=[a-z-]+/, ""), cases: found })); } catch (refused) { /* full */ }
  }
  function neighbours() {
    var list = null;
    try { list = JSON.parse(store.getItem("list")); } catch (refused) { /* none */ }
    if (!list) { return; }
    var back = one("[data-back]"), at = list.cases.findIndex(function (path) { return (location.pathname + "/").indexOf(path + "/") === 0; });
    if (back) { back.href = list.from; }
    [["[data-before]", at > 0 && list.cases[at - 1]], ["[data-after]", at >= 0 && list.cases[at + 1]]].forEach(function (pair) {
      var link = one(pair[0]);
      if (link && pair[1]) { link.href = pair[1]; link.hidden = false; }
    });
  }
  if (store && one("#rows")) { remember(); document.addEventListener("htmx:afterSwap", remember); }
  if (store && one("[data-before]")) { neighbours(); }
  all("[data-clear]").forEach(function (button) { button.hidden = false; });
  recount();
})();
