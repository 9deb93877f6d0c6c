// Keeps the pages of receipts that were opened on this device, for when there is no connection. Answers of the server
// and of the public log are never kept: whether a receipt still holds is not to be known from yesterday.
const KEPT = 'sovang-receipts-1';
const MOST_PAGES = 30;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(start()));
self.addEventListener('message', (event) => event.waitUntil(keep(event.data.keep)));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(fetch(request).catch(() => kept(request)));
});

async function start() {
  const others = (await caches.keys()).filter((name) => name.startsWith('sovang-receipts-') && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The server's page whenever it answers; what was kept only when it cannot be reached. */
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected)
      await (await caches.open(KEPT)).put(new URL(request.url).pathname, answer.clone());
    return answer;
  } catch {
    return kept(request);
  }
}

async function kept(request) {
  const found = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  return found ?? Response.error();
}

async function keep(urls) {
  const cache = await caches.open(KEPT);
  await Promise.all(urls.map((url) => cache.add(url).catch(() => undefined)));
  const pages = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith('/r/'));
  await Promise.all(pages.slice(0, -MOST_PAGES).map((page) => cache.delete(page)));
}
