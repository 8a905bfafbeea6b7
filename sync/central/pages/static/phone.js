// Where this phone is, or where its owner touches the map: shown first, and sent only when he says so.
(function () {
  "use strict";
  var phone = document.getElementById("phone");
  var map = at("map");
  var full = { width: Number(map.getAttribute("data-width")), height: Number(map.getAttribute("data-height")) };
  var seen = { x: 0, y: 0, width: full.width, height: full.height };
  var FINGER_PX = 22; // half a finger: how exactly one touches
  var METRES_A_DEGREE = 111320;
  var FAR = 0.35; // of the drawing beyond its edges: that is no longer in or near the town
  var point = null;

  function at(id) { return document.getElementById(id); }
  function data(name) { return phone.getAttribute("data-" + name); }
  function number(name) { return Number(data(name)); }

  function tell(words, wrong) {
    at("told").textContent = words;
    at("told").className = "phone-told" + (wrong ? " is-wrong" : "");
  }

  function lookAt(width, x, y) {
    seen.width = Math.max(full.width / 8, Math.min(full.width, width));
    seen.height = seen.width * full.height / full.width;
    seen.x = Math.max(0, Math.min(full.width - seen.width, x - seen.width / 2));
    seen.y = Math.max(0, Math.min(full.height - seen.height, y - seen.height / 2));
    map.setAttribute("viewBox", [seen.x, seen.y, seen.width, seen.height].join(" "));
    var scale = seen.width / full.width;
    Array.prototype.forEach.call(map.querySelectorAll("text"), function (name) { name.style.fontSize = 34 * scale + "px"; name.style.strokeWidth = 7 * scale + "px"; });
    draw();
  }

  function draw() {
    if (!point) { return; }
    var scale = seen.width / full.width;
    at("mark").setAttribute("visibility", "visible");
    at("mark").setAttribute("transform", "translate(" + point.x + " " + point.y + ") scale(" + scale + ")");
    at("send").disabled = false;
  }

  function touchAccuracy() {
    var unitsAPixel = seen.width / map.getBoundingClientRect().width;
    return FINGER_PX * unitsAPixel / number("units-lat") * METRES_A_DEGREE;
  }

  function pointAt(x, y) {
    x = Math.max(0, Math.min(full.width, x));
    y = Math.max(0, Math.min(full.height, y));
    point = { x: x, y: y, lat: number("north") - y / number("units-lat"), lon: number("west") + x / number("units-lon"), accuracy: touchAccuracy() };
    draw();
    tell(data("pointed"));
  }

  map.addEventListener("click", function (event) {
    var box = map.getBoundingClientRect();
    pointAt(seen.x + (event.clientX - box.left) / box.width * seen.width, seen.y + (event.clientY - box.top) / box.height * seen.height);
  });

  map.addEventListener("keydown", function (event) {
    var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) { return; }
    event.preventDefault();
    var from = point || { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
    pointAt(from.x + step[0] * seen.width / 30, from.y + step[1] * seen.width / 30);
  });

  function zoom(factor) {
    var middle = point || { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
    lookAt(seen.width * factor, middle.x, middle.y);
  }
  at("nearer").addEventListener("click", function () { zoom(0.5); });
  at("farther").addEventListener("click", function () { zoom(2); });

  function located(position) {
    var here = position.coords;
    var x = (here.longitude - number("west")) * number("units-lon");
    var y = (number("north") - here.latitude) * number("units-lat");
    if (x < -FAR * full.width || x > (1 + FAR) * full.width || y < -FAR * full.height || y > (1 + FAR) * full.height) {
      tell(data("far"), true);
      return;
    }
    point = { x: x, y: y, lat: here.latitude, lon: here.longitude, accuracy: here.accuracy };
    lookAt(full.width / 4, x, y);
    tell(data("found").replace("{metres}", Math.max(1, Math.round(here.accuracy))));
  }

  at("locate").addEventListener("click", function () {
    if (!window.isSecureContext || !navigator.geolocation) {
      tell(data("insecure"), true);
      return;
    }
    tell(data("searching"));
    navigator.geolocation.getCurrentPosition(located, function (error) {
      tell(data(error.code === error.PERMISSION_DENIED ? "denied" : "not-found"), true);
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
  });
  if (!window.isSecureContext) { tell(data("insecure"), true); }

  at("send").addEventListener("click", function () {
    at("send").disabled = true;
    tell(data("sending"));
    var body = new URLSearchParams({ lat: point.lat.toFixed(6), lon: point.lon.toFixed(6), accuracy_m: Math.min(100000, point.accuracy).toFixed(1) });
    fetch(data("send"), { method: "POST", body: body }).then(function (answer) {
      if (answer.ok) {
        at("ask").hidden = true;
        at("done").hidden = false;
        at("done").focus();
        return;
      }
      tell(data(answer.status === 404 ? "gone" : "failed"), true);
      at("send").disabled = answer.status === 404;
    }, function () {
      tell(data("failed"), true);
      at("send").disabled = false;
    });
  });
}());
