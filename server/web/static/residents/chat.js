/* Makes talk quicker, never possible: a person's words appear by themselves, answers are read aloud. */
(function () {
  "use strict";
  var talker = window.speechSynthesis;

  function talk() { return document.getElementById("talk"); }

  /* ---- read aloud: digits one by one, as numbers are said ---- */
  function speakable(text) {
    return text.replace(/\d{3,}/g, function (digits) { return digits.length > 4 || /^1[12]\d$|^12\d{3}$/.test(digits) ? digits.split("").join(" ") : digits; });
  }
  function ready(root) {
    if (!talker) { return; }
    Array.prototype.forEach.call(root.querySelectorAll("[data-speak]"), function (button) { button.hidden = false; });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("[data-speak]") : null;
    if (!button || !talker) { return; }
    var words = new window.SpeechSynthesisUtterance(speakable(button.parentNode.querySelector(".said").textContent));
    words.lang = document.documentElement.lang || "zh-CN";
    words.rate = 0.9;
    talker.cancel();
    talker.speak(words);
  });

  /* ---- a person's words, as they come ---- */
  var stream = null;
  function listen() {
    var here = talk();
    if (!here || !here.hasAttribute("data-live") || !window.EventSource) { return; }
    if (stream) { stream.close(); }
    stream = new window.EventSource("/chat/news?after=" + here.getAttribute("data-last"));
    stream.onmessage = function (event) {
      var list = talk() && talk().querySelector(".chat");
      if (!list) { return; }
      list.hidden = false;
      list.insertAdjacentHTML("beforeend", event.data);
      talk().setAttribute("data-last", event.lastEventId);
      ready(list);
      list.lastElementChild.scrollIntoView({ block: "end" });
    };
  }

  function toLast() {
    var last = document.getElementById("last");
    if (last) { last.scrollIntoView({ block: "center" }); }
  }
  function settle() { ready(document); listen(); toLast(); }

  document.addEventListener("htmx:afterSwap", settle);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.successful || event.target.id !== "say") { return; }
    event.target.reset();
    event.target.removeAttribute("data-sent");
  });
  settle();
})();
