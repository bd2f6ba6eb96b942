// A draft is put before the public: a citizen answers, the officer weighs the opinion, and the portal shows how it stands;
// of one that is over, what became of the opinions is drafted as an item.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { act, asStaff, confirm, fill } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const OFFICE = '/office/yunpu-cjj/solicitations';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const main = (page) => page.getByRole('main');

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a citizen answers and the officer weighs it, ${how}`, async () => {
    const citizen = await openPage(browser, { url, javaScript: scripts });
    await citizen.goto('/');
    await citizen.getByRole('navigation', { name: '主要栏目' }).getByRole('link', { name: '意见征集' }).click();
    await inspect(citizen, { scripts });
    await main(citizen).getByRole('link', { name: /公众参与规程/ }).click();
    await inspect(citizen, { scripts });
    const address = citizen.url();
    await main(citizen).getByRole('link', { name: '提出意见' }).click();
    await inspect(citizen, { scripts });
    await confirm(citizen, '提交').catch(() => {});
    assert.match(await citizen.getByRole('alert').innerText(), /请写明您的意见/);
    await fill(citizen, { 您的意见: '建议公布听证会时间。', 姓名或者名称: '演示市民乙' });
    await confirm(citizen, '提交');
    await inspect(citizen, { scripts });
    const number = (await main(citizen).innerText()).match(/第 (\d+) 条/)[1];
    await citizen.context().close();

    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(OFFICE);
    await inspect(officer, { scripts, allow: ['jxj'] });
    await main(officer).getByRole('link', { name: /公众参与规程/ }).click();
    assert.ok(!(await main(officer).innerText()).includes('演示市民乙'), 'shown on demand only');
    await main(officer).getByRole('link', { name: `第 ${number} 条`, exact: true }).click();
    assert.match(await main(officer).innerText(), /建议公布听证会时间。[\s\S]*演示市民乙/);
    await inspect(officer, { scripts });
    await fill(officer, { 意见归纳: '公布听证会时间', 部分采纳: true, 理由: '由听证公告公布' });
    await confirm(officer, '保存');
    await officer.goto(OFFICE);
    await main(officer).getByRole('link', { name: /公众参与规程/ }).click();
    assert.match(await main(officer).innerText(), /公布听证会时间/);
    await inspect(officer, { scripts });
    await officer.context().close();

    const reader = await openPage(browser, { url, javaScript: scripts });
    await reader.goto(address);
    assert.match(await main(reader).innerText(), /收到意见/);
    await reader.goto('/solicitations');
    await main(reader).getByRole('link', { name: /加装电梯/ }).click();
    await inspect(reader, { scripts });
    await main(reader).getByRole('link', { name: /采纳情况的反馈/ }).click();
    assert.match(await main(reader).innerText(), /共收到意见3条[\s\S]*表决比例应与法律规定一致/);
    await reader.context().close();
  });
}

test('what became of the opinions is drafted once all are weighed', async () => {
  const officer = await asStaff(browser, 'yunpu-cjj-officer');
  await officer.goto('/office/yunpu-cjj');
  await main(officer).getByRole('link', { name: /扬尘防治/ }).click();
  await main(officer).getByRole('link', { name: '第 1 条', exact: true }).click();
  await fill(officer, { 意见归纳: '细化工地扬尘防治的具体要求', 部分采纳: true, 理由: '按工地面积分档，其他由技术规范规定' });
  await fill(officer, { 一并办理: '2-3' });
  await confirm(officer, '保存');
  assert.match(await main(officer).innerText(), /已办理 3 条/);
  await act(officer, '起草反馈');
  const words = await main(officer).innerText();
  assert.match(words, /关于《云浦市建筑工地扬尘防治管理规定（征求意见稿）》征求意见采纳情况的反馈/);
  await inspect(officer, { scripts: true });
  await officer.context().close();
});
