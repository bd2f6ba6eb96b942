// A citizen verifies what was published: in the browser, and offline from the saved page, its print and the words on paper.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { verify } from '../lib/proof.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const TITLE = '年度工作要点的政策解读';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const main = (page) => page.getByRole('main');

// The log follows within seconds; a citizen reloads.
async function proven(page) {
  const link = main(page).getByRole('link', { name: '下载证明文件' });
  for (let tries = 0; tries < 120 && (await link.count()) === 0; tries += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  const address = new URL(await link.getAttribute('href'), url);
  return Buffer.from(await (await fetch(address)).arrayBuffer());
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a citizen verifies a publication, ${how}`, async () => {
    const page = await openPage(browser, { url, javaScript: scripts });
    await page.goto(`/search?q=${encodeURIComponent(TITLE)}`);
    await main(page).getByRole('link', { name: TITLE }).first().click();
    const saved = Buffer.from(await (await fetch(page.url())).arrayBuffer());
    const words = await main(page).innerText();
    const print = await page.pdf({ format: 'A5', displayHeaderFooter: true });
    await main(page).getByRole('link', { name: '公开证明' }).click();
    const proof = await proven(page);
    await inspect(page, { scripts });
    assert.match(await main(page).innerText(), /公开第 1 版[\s\S]*正文文字[\s\S]*SM3/);

    if (scripts) {
      const area = page.getByLabel('或者粘贴正文文字');
      await area.fill(words);
      await main(page).getByText(/^一致：/).waitFor();
      await area.fill(words.replaceAll('背景', '背影'));
      await main(page).getByText(/^不一致：/).waitFor();
    } else {
      assert.match(await main(page).innerText(), /请开启脚本/);
    }

    for (const [name, file] of [['page.html', saved], ['print.pdf', print], ['paper.txt', words]]) {
      const { status, output } = await verify(url, proof, file, name);
      assert.equal(status, 0, `${name}: ${output}`);
      assert.match(output, new RegExp(`标题：${TITLE}[\\s\\S]*文件一致`));
    }
    const changed = await verify(url, proof, words.replaceAll('背景', '背影'), 'paper.txt');
    assert.equal(changed.status, 1, changed.output);
    assert.match(changed.output, /文件不一致/);
    const spoilt = Buffer.from(proof);
    spoilt[spoilt.length - 20] ^= 1;
    assert.equal((await verify(url, spoilt)).status, 1);

    await page.goto('/log/');
    await inspect(page, { scripts });
    assert.match(await main(page).innerText(), /已记入 [\d,]+ 条/);
    await page.context().close();
  });
}
