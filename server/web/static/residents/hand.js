/* A box to write one's name in with a finger; without this file one types it. */
(function () {
  "use strict";
  var PEN = 3;

  function begin(part) {
    var box = part.querySelector(".hand"), canvas = box.querySelector("canvas");
    var typed = part.querySelector("input[name=signature]"), kept = box.querySelector("input[name=drawing]");
    var wipe = box.querySelector("button"), pen = canvas.getContext("2d"), last = null, width = 0;
    if (!pen || !canvas.toDataURL) { return; }
    box.hidden = false;

    function fit() {
      var wide = Math.round(canvas.getBoundingClientRect().width);
      if (!wide || wide === width) { return; }
      width = wide;
      canvas.width = wide;
      canvas.height = 180;
      clear();
    }
    function clear() {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = PEN;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = "#111";
      kept.value = "";
      wipe.disabled = true;
      typed.required = true;
    }
    function at(event) {
      var place = canvas.getBoundingClientRect(), touch = event.touches ? event.touches[0] : event;
      return { x: touch.clientX - place.left, y: touch.clientY - place.top };
    }
    function down(event) {
      if (event.button) { return; }
      event.preventDefault();
      last = at(event);
      draw(event);
    }
    function draw(event) {
      if (!last) { return; }
      event.preventDefault();
      var next = at(event);
      pen.beginPath();
      pen.moveTo(last.x, last.y);
      pen.lineTo(next.x + 0.01, next.y);
      pen.stroke();
      last = next;
    }
    function up() {
      if (!last) { return; }
      last = null;
      kept.value = canvas.toDataURL("image/png");
      wipe.disabled = false;
      typed.required = false;
    }

    var pairs = window.PointerEvent
      ? [["pointerdown", down], ["pointermove", draw]]
      : [["mousedown", down], ["mousemove", draw], ["touchstart", down], ["touchmove", draw]];
    pairs.forEach(function (one) { canvas.addEventListener(one[0], one[1], { passive: false }); });
    ["pointerup", "pointercancel", "mouseup", "touchend", "touchcancel"].forEach(function (one) { window.addEventListener(one, up); });
    window.addEventListener("resize", fit);
    wipe.addEventListener("click", function () { clear(); });
    fit();
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-hand]"), begin);
})();
