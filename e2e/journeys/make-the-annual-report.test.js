// An officer makes the year's report, the head of the agency signs it, a citizen reads it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { act, asStaff, confirm } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const REPORT = '/office/yunpu-cjj/reports/2021';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const offers = async (page, name) =>
  (await page.getByRole('main').getByRole('link', { name, exact: true }).count()) > 0;

test('the report is drafted, its findings answered, signed, published and read', async () => {
  const officer = await asStaff(browser, 'yunpu-cjj-officer');
  await officer.goto(REPORT);
  if (await offers(officer, '开始编制')) await act(officer, '开始编制');
  if (await offers(officer, '采用全部草稿文字')) {
    await officer.getByRole('main').getByRole('link', { name: '采用全部草稿文字' }).click();
    await confirm(officer, '确认采用草稿文字');
  }
  await inspect(officer);
  // Each warning wants a reason of its own.
  for (let count = 0; (await offers(officer, '说明理由')) && count < 30; count += 1) {
    await act(officer, '说明理由', { 理由: '已与台账核对，属实。' });
  }
  await officer.getByRole('main').getByRole('link', { name: '修改', exact: true }).last().click();
  await inspect(officer, { quotes: true });
  await officer.goto(REPORT);
  await act(officer, '提交签发');
  await officer.context().close();

  const leader = await asStaff(browser, 'yunpu-cjj-leader');
  await leader.goto(REPORT);
  await inspect(leader);
  await act(leader, '签发');
  await leader.context().close();

  const publisher = await asStaff(browser, 'yunpu-cjj-officer');
  await publisher.goto(REPORT);
  await act(publisher, '公布');
  await act(publisher, '登记报送主管部门', {
    报送的主管部门: '云浦市人民政府办公厅',
    报送日期: '2022-01-11',
    回执或者签收情况: '已签收。',
  });
  await inspect(publisher);
  await publisher.context().close();

  const citizen = await openPage(browser, { url });
  await citizen.goto('/zfxxgk/yunpu-cjj/reports');
  await citizen.getByRole('main').getByRole('link', { name: /2021/ }).first().click();
  assert.match(await citizen.getByRole('heading', { level: 1 }).innerText(), /2021年政府信息公开工作年度报告/);
  await inspect(citizen);
  await citizen.context().close();
});
