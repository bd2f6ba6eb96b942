// A small site on loopback with one faultless page and many faulty ones.

import http from 'node:http';

const STYLE = `
  body { font: 17px/1.75 sans-serif; margin: 0; color: #1f2329; background: #fff; }
  main { max-width: 1160px; padding: 16px; overflow-wrap: anywhere; }
  a { color: #0b4a8f; } .wide { width: 2000px; } .pale { color: #ddd; }
`;

// The faultless page, or one changed in a single respect.
function html({ lang = 'zh-CN', title = '年度报告', head = '', skip = '<a href="#main">跳到正文</a>', main = '' } = {}) {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,">${head}</head>
<body>${skip}<main id="main"><h1>年度报告</h1><p>下载 PDF，或查看 <a href="/next">下一页</a>。</p>${main}</main></body></html>`;
}

export const PAGES = {
  '/': html(),
  '/english': html({ main: '<p>Something went wrong</p>' }),
  '/own-language': html({ main: '<p lang="en">This is said to be English.</p><code>gongkai demo</code>' }),
  '/template': html({ main: '<p>{{ 标题 }}</p>' }),
  '/two-headings': html({ main: '<h1>又一个</h1>' }),
  '/no-title': html({ title: '' }),
  '/wrong-language': html({ lang: 'en' }),
  '/wide': html({ main: '<div class="wide">宽</div>' }),
  '/no-alternative': html({ main: '<img src="/dot.gif">' }),
  '/pale': html({ main: '<p class="pale">看不清的字</p>' }),
  '/no-skip-link': html({ skip: '<a href="/next">下一页</a>' }),
  '/inline-script': html({ main: '<script>document.title = "改了"</script>' }),
  '/script-error': html({ head: '<script src="/broken.js"></script>' }),
  '/missing-file': html({ head: '<link rel="stylesheet" href="/gone.css">' }),
  '/other-site': html({ head: '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">' }),
};

const FILES = {
  '/style.css': ['text/css', STYLE],
  '/broken.js': ['text/javascript', 'throw new Error("broken")'],
  '/dot.gif': ['image/gif', Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')],
};

// Serves the sample until `close` is called.
export async function serveSample() {
  const server = http.createServer((request, response) => {
    // As strict as the real site: inline scripts and styles are refused.
    response.setHeader('Content-Security-Policy', "default-src 'self'; img-src 'self' data:; object-src 'none'");
    const file = FILES[request.url];
    const page = PAGES[request.url];
    if (file) response.setHeader('Content-Type', file[0]).end(file[1]);
    else if (page) response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page);
    else response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' }).end(html({ title: '没有这一页' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
