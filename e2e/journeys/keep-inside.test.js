// What is not public is decided after its reviews, listed, and assessed again; what may be public becomes a new edition.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { act, asStaff, confirm, fill, step } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const AGENCY = '/office/yunpu-cjj';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`what is withheld is decided, listed and assessed, ${how}`, async () => {
    const title = `内部岗位轮换安排（演示${scripts ? '一' : '二'}）`;
    const author = await asStaff(browser, 'yunpu-cjj-author', { javaScript: scripts });
    await author.goto(`${AGENCY}/items/new`);
    await fill(author, { 标题: title, 正文: '按年度轮换。', 生成日期: '2022-01-10' });
    await author.getByRole('main').getByLabel('栏目').selectOption({ index: 1 });
    await author.getByRole('group', { name: /法定类别/ }).getByRole('checkbox').first().check();
    await author.getByRole('radio', { name: '不予公开' }).check();
    await fill(author, { 不予公开的法定理由: '不予公开：内部事务信息', 不主动公开的说明: '内部人事管理事项。' });
    await author.getByRole('group', { name: '信息来源' }).getByRole('radio').first().check();
    await confirm(author, '保存草稿');
    const address = author.url();
    await act(author, '送审');
    await author.context().close();

    await step(browser, 'yunpu-cjj-reviewer', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-head', address, scripts, '审核通过', { 审核意见: '同意。' });
    await step(browser, 'yunpu-cjj-secrecy', address, scripts, '保密审查', { 不得公开: true, 审查依据: '内部事务。' });

    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(address);
    const main = officer.getByRole('main');
    assert.equal(await main.getByRole('link', { name: '发布', exact: true }).count(), 0, 'it is not to be published');
    await act(officer, '定为不公开');
    assert.match(await main.innerText(), /已定为不公开，2023-01-11 以前重新评估/);
    await inspect(officer, { scripts });
    await officer.goto(`${AGENCY}/items?show=held`);
    await main.getByRole('link', { name: title }).click();
    await act(officer, '评估是否公开', { 转为主动公开: true, 评估依据: '已经对外公示。' });
    assert.match(await main.innerText(), /请起草公开属性为主动公开的新版本/);
    await officer.goto(`${AGENCY}/items?show=disclose`);
    const row = main.getByRole('row', { name: new RegExp(title.slice(0, 6)) }).filter({ hasText: title });
    await row.getByRole('link', { name: '起草新版本' }).click();
    assert.ok(await officer.getByRole('radio', { name: '主动公开' }).isChecked());
    await inspect(officer, { scripts, allow: ['jxj'] });
    await officer.context().close();
  });
}
