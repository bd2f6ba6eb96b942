// A citizen asks for a correction; the officer examines and drafts, the leader signs, the citizen reads the letter;
// another proposes to publish something and takes it back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { act, asStaff, confirm, fill } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
const TODAY = '2022-01-11';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const main = (page) => page.getByRole('main');
const press = (page, name) => main(page).getByRole('button', { name, exact: true }).click();

async function submit(scripts, address, fields) {
  const page = await openPage(browser, { url, javaScript: scripts });
  await page.goto(address);
  await inspect(page, { scripts });
  await press(page, '提交');
  assert.match(await page.getByRole('alert').innerText(), /需要更正/);
  await fill(page, { 自然人: true, 姓名或者名称: '演示申请人丙', 联系方式: '0000-00000003', ...fields });
  await press(page, '提交');
  await inspect(page, { scripts });
  const [number, code] = await page.locator('dd').allInnerTexts();
  await page.context().close();
  return { number, code };
}

async function follow(scripts, { number, code }) {
  const page = await openPage(browser, { url, javaScript: scripts });
  await page.goto('/requests/track');
  await fill(page, { 编号: number, 查询码: code });
  await press(page, '查询');
  await inspect(page, { scripts });
  return page;
}

async function open(scripts, login, number) {
  const page = await asStaff(browser, login, { javaScript: scripts });
  await page.goto('/office/yunpu-cjj/motions');
  await inspect(page, { scripts });
  await main(page).getByRole('link', { name: number, exact: true }).click();
  await inspect(page, { scripts });
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a record is corrected and the letter read, ${how}`, async () => {
    const receipt = await submit(scripts, '/corrections/yunpu-cjj', {
      证件号码或者统一社会信用代码: '样例证件 003',
      要更正哪一份信息: '房屋登记信息中的门牌号',
      哪里不准确: '门牌号写成了8号，应为9号',
    });
    assert.match(receipt.number, /^更正2022-\d{6}$/);

    const officer = await open(scripts, 'yunpu-cjj-officer', receipt.number);
    assert.ok(!(await main(officer).innerText()).includes('演示申请人丙'), 'the name is shown on demand only');
    await act(officer, '登记核实情况', { 核实情况和依据: '与原始登记不符，属实', 有权更正: true });
    await act(officer, '起草答复', { 予以更正: true, 记录的名称: '房屋登记信息中的门牌号', 更正后的内容: '样例街9号' });

    const leader = await open(scripts, 'yunpu-cjj-leader', receipt.number);
    await main(leader).getByRole('link', { name: '签发答复', exact: true }).click();
    assert.match(await main(leader).innerText(), /演示申请人丙[\s\S]*样例街9号/);
    await inspect(leader, { scripts });
    await confirm(leader, '确认签发答复');
    assert.match(await main(leader).innerText(), /〔2022〕\d+号/);
    await leader.context().close();

    await officer.reload();
    await act(officer, '送达答复', { 电子送达: true, 送达日期: TODAY });
    await act(officer, '登记已经更正', { 怎样更正的: '登记系统中已改为9号' });
    assert.match(await main(officer).innerText(), /已办结/);
    await officer.context().close();

    const citizen = await follow(scripts, receipt);
    assert.match(await main(citizen).innerText(), /已经办结[\s\S]*予以更正/);
    const [download] = await Promise.all([
      citizen.waitForEvent('download'),
      main(citizen).getByRole('link', { name: /下载答复文书（PDF/ }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.pdf$/);
    await press(citizen, '看完了，退出');
    await citizen.goto('/requests/motion');
    assert.match(citizen.url(), /\/requests\/track$/);
    await citizen.context().close();
  });

  test(`a proposal is made and taken back, ${how}`, async () => {
    const receipt = await submit(scripts, '/proposals/yunpu-cjj', {
      建议公开哪一份信息: '公交线路调整方案',
      为什么应当公开: '涉及全体居民出行',
    });
    assert.match(receipt.number, /^建议2022-\d{6}$/);
    const citizen = await follow(scripts, receipt);
    await press(citizen, '撤回');
    assert.match(await main(citizen).innerText(), /您已于 2022-01-11 撤回/);
    await citizen.context().close();
  });
}
