// The pages that must exist, as data: journeys/pages.test.js visits each with scripts on and off.
//
// name: of the screenshot; path: where to begin; follow: names of links to go through from there, as a person would;
// status: the answer when it is not 200; allow: words that are no leaked English on this page.

export const PORTAL = [
  { name: 'home', path: '/' },
  { name: 'agencies', path: '/agencies' },
  { name: 'search', path: '/search?q=%E9%80%9A%E7%9F%A5' },
  { name: 'ask', path: '/requests/new' },
  { name: 'track', path: '/requests/track' },
  { name: 'not-found', path: '/items/no-such-item', status: 404 },
  { name: 'sign-in', path: '/office/sign-in' },
];

// Pages of the office, seen by the login named in `as`.
export const OFFICE = [];
