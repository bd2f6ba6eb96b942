// An author's draft passes two reviews and the secrecy review, an officer publishes it, a citizen reads it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { act, asStaff, confirm, fill, step } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const AGENCY = '/office/yunpu-cjj';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

// Writes a draft and leaves the author on its page.
async function draft(author, title, body) {
  await author.goto(`${AGENCY}/items/new`);
  await fill(author, { 标题: title, 正文: body, 生成日期: '2022-01-10' });
  await author.getByRole('main').getByLabel('栏目').selectOption({ index: 1 });
  await author.getByRole('group', { name: /法定类别/ }).getByRole('checkbox').first().check();
  await author.getByRole('radio', { name: '主动公开' }).check();
  await author.getByRole('group', { name: '信息来源' }).getByRole('radio').first().check();
  await confirm(author, '保存草稿');
  return author.url();
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a draft is approved, cleared, published and read, ${how}`, async () => {
    const title = `关于开展城市道路养护检查的通知（演示${scripts ? '一' : '二'}）`;
    const author = await asStaff(browser, 'yunpu-cjj-author', { javaScript: scripts });
    const address = await draft(author, title, '各有关单位：\n现开展城市道路养护检查。');
    assert.equal(await author.getByRole('heading', { level: 1 }).innerText(), title);
    await act(author, '送审');
    // The author is not offered to approve.
    const approve = author.getByRole('main').getByRole('link', { name: '审核通过', exact: true });
    assert.equal(await approve.count(), 0);
    await author.context().close();

    await step(browser, 'yunpu-cjj-reviewer', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-head', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', { 可以公开: true, 审查依据: '不涉及国家秘密。' });

    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(address);
    await act(officer, '发布');
    const open = officer.getByRole('main').getByRole('link', { name: '公开页面' });
    const published = await open.getAttribute('href');
    await officer.context().close();

    const citizen = await openPage(browser, { url, javaScript: scripts });
    await citizen.goto(published);
    assert.equal(await citizen.getByRole('heading', { level: 1 }).innerText(), title);
    await inspect(citizen, { scripts });
    await citizen.goto('/');
    await citizen.getByRole('searchbox', { name: '搜索标题、文号' }).fill(title);
    await citizen.getByRole('button', { name: '搜索' }).click();
    assert.ok((await citizen.getByRole('main').getByRole('link', { name: title }).count()) > 0);
    await citizen.context().close();
  });
}

test('a reviewer sends a draft back with a reason, and the author reads it', async () => {
  const author = await asStaff(browser, 'yunpu-cjj-author');
  const address = await draft(author, '关于退回修改的演示稿', '正文。');
  await act(author, '送审');
  await step(browser, 'yunpu-cjj-reviewer', address, true, '退回修改', { 退回原因: '请补充依据。' });
  await author.goto(address);
  assert.match(await author.getByRole('main').innerText(), /请补充依据。/);
  await author.context().close();
});

test('a form that lacks something comes back with what was typed', async () => {
  const author = await asStaff(browser, 'yunpu-cjj-author');
  await author.goto(`${AGENCY}/items/new`);
  await fill(author, { 标题: '只有标题的稿件' });
  await assert.rejects(confirm(author, '保存草稿'));
  assert.equal(await author.getByRole('main').getByLabel('标题').first().inputValue(), '只有标题的稿件');
  await inspect(author, { allow: ['jxj'] });
  await author.context().close();
});
