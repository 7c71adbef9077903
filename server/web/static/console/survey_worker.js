/* Keeps the empty page and its looks, so that it opens without a network; never anybody's data. */
const CACHE = "survey-" + KEPT.join("|").length + KEPT.slice(1).map((one) => one.slice(-6)).join("");
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("survey-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const address = url.pathname + url.search;
  if (event.request.method !== "GET") return;
  if (url.pathname === KEPT[0]) {
    event.respondWith(fetch(event.request).catch(() => caches.match(KEPT[0])));
  } else if (KEPT.includes(address)) {
    event.respondWith(caches.match(address).then((kept) => kept || fetch(event.request)));
  }
});
