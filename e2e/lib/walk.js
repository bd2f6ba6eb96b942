// Follows the links of a site, one page of each kind.

// What an address has in common with its like: numbers and codes taken out.
export function kindOf(address) {
  const url = new URL(address);
  const path = url.pathname.replace(/[^/]*\d[^/]*/g, '*');
  return path + [...url.searchParams.keys()].sort().map((key) => `?${key}`).join('');
}

// The addresses of the site's own pages that the page links to, each once, without fragments.
export async function linksOf(page) {
  const hrefs = await page.evaluate(() => Array.from(document.querySelectorAll('a[href]'), (link) => link.href));
  const origin = new URL(page.url()).origin;
  const own = hrefs.filter((href) => href.startsWith(`${origin}/`)).map((href) => href.split('#')[0]);
  return [...new Set(own)];
}

// Visits `start` and what it leads to, at most `most` pages and `each` of a kind; `look(page)` judges each page.
// `kind` says which pages are alike, `within` which addresses belong to the walk.
// Returns the links that lead nowhere. Files are asked for, not opened.
export async function walk(page, start, options = {}) {
  const { most = 80, each = 2, look = async () => {}, kind: named = kindOf, within = () => true } = options;
  const waiting = [start];
  const seen = new Set(waiting);
  const visited = new Map();
  const broken = [];
  while (waiting.length > 0 && total(visited) < most) {
    const address = waiting.shift();
    const kind = named(address);
    if ((visited.get(kind) || 0) >= each) continue;
    visited.set(kind, (visited.get(kind) || 0) + 1);
    const answer = await page.context().request.get(address);
    if (answer.status() >= 400) {
      broken.push(`${address} answers ${answer.status()}`);
      continue;
    }
    const headers = answer.headers();
    if (!(headers['content-type'] || '').startsWith('text/html')) continue;
    if ((headers['content-disposition'] || '').startsWith('attachment')) continue;
    await page.goto(address);
    await look(page);
    for (const link of await linksOf(page)) {
      if (!seen.has(link) && within(link)) {
        seen.add(link);
        waiting.push(link);
      }
    }
  }
  return { broken, visited: total(visited), kinds: [...visited.keys()] };
}

function total(counts) {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
