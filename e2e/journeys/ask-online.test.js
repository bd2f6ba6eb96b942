// A citizen asks online with an attachment, closes the browser, goes on, submits, follows, supplements, reads the answer,
// verifies the receipt, rates;
// a third party answers by a link.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { asStaff, bytesOf, confirm, fill, step } from '../lib/office.js';
import { verify } from '../lib/proof.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const AGENCY = '/office/yunpu-cjj';
const TODAY = '2022-01-11';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const main = (page) => page.getByRole('main');
const next = (page) => main(page).getByRole('button', { name: '保存，下一步' }).click();

// Begins at the agencies and comes back to the same draft in a new window of the same browser.
async function ask(scripts) {
  const first = await openPage(browser, { url, javaScript: scripts });
  await first.goto('/requests/new');
  await inspect(first, { scripts });
  await main(first).getByRole('link', { name: /网上申请.*云浦市城乡建设局/ }).click();
  await inspect(first, { scripts });
  await main(first).getByRole('link', { name: '开始申请' }).click();
  await next(first);
  assert.match(await first.getByRole('alert').innerText(), /有 4 处需要更正/);
  await fill(first, { 自然人: true, 姓名或者单位名称: '演示申请人乙', 证件号码: '33049919900101001X', 电话: '0000-00000002' });
  await next(first);
  await fill(first, { 信息的名称: '2021年度城市道路养护合同' });
  await next(first);
  const context = first.context();
  await first.close();

  const page = await context.newPage();
  await page.goto(`${url}/requests/new`);
  await main(page).getByRole('link', { name: '接着填写' }).click();
  await fill(page, { 电子文本: true, 网上获取: true });
  await next(page);
  await page
    .getByLabel('有关材料')
    .setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('请提供合同全文。') });
  await next(page);
  const review = await main(page).innerText();
  for (const typed of ['演示申请人乙', '2021年度城市道路养护合同', '说明.txt']) assert.ok(review.includes(typed), typed);
  await main(page).getByRole('button', { name: '提交申请' }).click();
  const [number, code] = await page.locator('dd').allInnerTexts();
  await inspect(page, { scripts });
  assert.match(number, /^2022-\d{6}$/);
  assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  const receipt = await bytesOf(page, main(page).getByRole('link', { name: '下载回执（PDF）' }));
  assert.equal(receipt.subarray(0, 5).toString(), '%PDF-');
  await context.close();
  return { number, code };
}

async function follow(scripts, { number, code }) {
  const page = await openPage(browser, { url, javaScript: scripts });
  await page.goto('/requests/track');
  await inspect(page, { scripts });
  await fill(page, { 编号: number, 查询码: code.toLowerCase() });
  await main(page).getByRole('button', { name: '查询' }).click();
  assert.ok(!page.url().includes(code), 'the code is in no address');
  await inspect(page, { scripts });
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a citizen asks, supplements, reads the answer and rates it, ${how}`, async () => {
    const receipt = await ask(scripts);
    const address = `${AGENCY}/requests/${receipt.number}`;
    const citizen = await follow(scripts, receipt);
    assert.match(await main(citizen).innerText(), /等待双方确认收到/);
    await main(citizen).getByRole('link', { name: '确认提交了申请' }).click();
    await inspect(citizen, { scripts });
    await main(citizen).getByRole('button', { name: '确认' }).click();

    const subject = { 事项摘要: '城市道路养护合同' };
    await step(browser, 'yunpu-cjj-officer', address, scripts, '写事项摘要', subject);
    await step(browser, 'yunpu-cjj-officer', address, scripts, '确认收到', {});
    const points = { 补正期限: '2022-01-25', 需要补正的内容: '请写明合同的标段' };
    await step(browser, 'yunpu-cjj-officer', address, scripts, '补正告知', points);

    await citizen.reload();
    assert.match(await main(citizen).innerText(), /需要您补正/);
    await main(citizen).getByRole('link', { name: '补正', exact: true }).click();
    await fill(citizen, { 补正的内容: '第一标段' });
    await main(citizen).getByRole('button', { name: '提交补正' }).click();
    assert.match(await main(citizen).innerText(), /正在办理/);

    const draft = { 答复决定: '予以公开', 答复书正文: '经审查，现予以公开。' };
    await step(browser, 'yunpu-cjj-author', address, scripts, '起草答复', draft);
    const review = { 可以提供: true, 审查意见和依据: '不涉及国家秘密。' };
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', review);
    await step(browser, 'yunpu-cjj-leader', address, scripts, '签发', {});
    await step(browser, 'yunpu-cjj-officer', address, scripts, '送达', { 电子送达: true });

    await citizen.reload();
    await inspect(citizen, { scripts });
    const text = await main(citizen).innerText();
    assert.match(text, /答复：予以公开/);
    assert.match(text, /行政复议/);
    assert.doesNotMatch(text, /保密审查|签发|起草/, 'desks are not shown');
    const letter = await bytesOf(citizen, main(citizen).getByRole('link', { name: /PDF/ }).first());
    assert.equal(letter.subarray(0, 5).toString(), '%PDF-');
    const proof = await bytesOf(citizen, main(citizen).getByRole('link', { name: '下载证明文件' }));
    const verified = await verify(url, proof);
    assert.equal(verified.status, 0, verified.output);
    assert.match(verified.output, new RegExp(`收到申请[\\s\\S]*申请编号：${receipt.number}`));
    await main(citizen).getByRole('link', { name: '评价答复' }).click();
    await fill(citizen, { 很满意: true });
    await main(citizen).getByRole('button', { name: '提交评价' }).click();
    assert.match(await main(citizen).innerText(), /5分（满分5分）/);
    await main(citizen).getByRole('button', { name: '看完了，退出' }).click();
    await citizen.context().close();
  });

  test(`a third party answers by a link, ${how}`, async () => {
    const receipt = await ask(scripts);
    const address = `${AGENCY}/requests/${receipt.number}`;
    await step(browser, 'yunpu-cjj-officer', address, scripts, '确认收到', {});
    const letter = { 第三方: true, 姓名或者名称: '演示公司', 对方收到日期: TODAY };
    await step(browser, 'yunpu-cjj-officer', address, scripts, '征求意见', letter);

    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(address);
    await main(officer).getByRole('link', { name: '生成第三方意见链接' }).click();
    await fill(officer, { 涉及的信息: '贵公司2021年度道路养护合同' });
    await confirm(officer, '确认生成第三方意见链接');
    const link = await main(officer).getByText(/\/opinions\//).innerText();

    const third = await openPage(browser, { url, javaScript: scripts });
    await third.goto(link);
    await inspect(third, { scripts });
    const text = await main(third).innerText();
    assert.match(text, /贵公司2021年度道路养护合同/);
    assert.doesNotMatch(text, /演示申请人乙/);
    await third.getByRole('radio', { name: /不同意公开/ }).check();
    await third.getByRole('textbox', { name: /^理由/ }).fill('涉及商业秘密。');
    await main(third).getByRole('button', { name: '提交意见' }).click();
    assert.match(await main(third).innerText(), /您的意见已经收到/);
    await third.goto(link);
    assert.match(await main(third).innerText(), /已经用过/);
    await third.context().close();

    await officer.goto(address);
    const seen = await main(officer).innerText();
    assert.match(seen, /不同意公开/);
    assert.match(seen, /已经填写/);
    await officer.context().close();
  });
}
