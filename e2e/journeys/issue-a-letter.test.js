// A reply is drafted, cleared and signed; its letter is there with its number, is posted, its receipt is awaited and
// recorded, and the case is archived in a package that opens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { act, asStaff, bytesOf, confirm, fill } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const AGENCY = '/office/yunpu-cjj';
const TODAY = '2022-01-11';
const RECEIPT_BY = '2022-01-21';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a letter is signed, posted, received and archived, ${how}`, async () => {
    const officer = await asStaff(browser, 'yunpu-cjj-officer', { javaScript: scripts });
    await officer.goto(`${AGENCY}/requests/new`);
    await fill(officer, {
      渠道: '当面提交',
      提交日期: TODAY,
      自然人: true,
      姓名或者名称: '演示申请人乙',
      联系方式: '演示路2号',
      事项摘要: '路灯维护合同',
      所需信息的描述: '请公开2021年度路灯维护合同。',
    });
    await confirm(officer, '登记');
    const address = officer.url();

    const author = await asStaff(browser, 'yunpu-cjj-author', { javaScript: scripts });
    await author.goto(address);
    await act(author, '起草答复', { 答复决定: '予以公开' });
    await author.getByRole('link', { name: '预览答复书' }).click();
    await inspect(author, { scripts });
    await fill(author, { 公开内容: '2021年度路灯维护合同' });
    await confirm(author, '保存书稿');
    assert.match(await author.getByRole('main').innerText(), /演示申请人乙[\s\S]*2021年度路灯维护合同[\s\S]*60日内/);
    await author.context().close();

    const keeper = await asStaff(browser, 'yunpu-cjj-secrecy', { javaScript: scripts });
    await keeper.goto(address);
    await act(keeper, '保密审查', { 可以提供: true, 审查意见和依据: '不涉及国家秘密。' });
    await keeper.context().close();

    const leader = await asStaff(browser, 'yunpu-cjj-leader', { javaScript: scripts });
    await leader.goto(address);
    await leader.getByRole('main').getByRole('link', { name: '签发', exact: true }).first().click();
    assert.match(await leader.getByRole('main').innerText(), /将签发的答复书[\s\S]*2021年度路灯维护合同/);
    await inspect(leader, { scripts });
    await confirm(leader, '确认签发');
    await leader.context().close();

    await officer.goto(address);
    assert.match(await officer.getByRole('main').innerText(), /公复〔2022〕\d+号/);
    const pdf = await bytesOf(officer, officer.getByRole('link', { name: 'PDF', exact: true }).first());
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    await act(officer, '送达', { 邮政邮寄: true, 邮件号码或者签收人: 'XA00000000000' });
    assert.match(await officer.getByRole('main').innerText(), new RegExp(`回执应于 ${RECEIPT_BY} 前收回`));
    await inspect(officer, { scripts });

    await officer.goto(AGENCY);
    const today = await officer.getByRole('main').innerText();
    assert.match(today, new RegExp(`路灯维护合同[\\s\\S]*?回执尚未收回[\\s\\S]*?${RECEIPT_BY}`));
    await officer.goto(address);
    await officer.getByRole('link', { name: '登记送达情况', exact: true }).first().click();
    await fill(officer, { 收回送达回证或者邮寄回执: true });
    await officer.getByLabel('回执扫描件').setInputFiles({
      name: '回执.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 demo'),
    });
    await inspect(officer, { scripts });
    await confirm(officer, '确认登记送达情况');
    assert.doesNotMatch(await officer.getByRole('main').innerText(), /前收回/);

    await officer.getByRole('main').getByRole('link', { name: '归档', exact: true }).first().click();
    await inspect(officer, { scripts });
    await confirm(officer, '生成归档包');
    const zip = await bytesOf(officer, officer.getByRole('link', { name: '下载归档包' }));
    assert.equal(zip.subarray(0, 2).toString(), 'PK');
    assert.ok(zip.includes(Buffer.from('SHA256SUMS')) && zip.length > 10_000);
    await officer.goto(`${AGENCY}/documents`);
    assert.match(await officer.getByRole('main').innerText(), /公复〔2022〕\d+号[\s\S]*已发出/);
    await inspect(officer, { scripts });
    await officer.context().close();
  });
}

test('an officer looks at the wordings of letters and is told where a fault stands', async () => {
  const officer = await asStaff(browser, 'yunpu-cjj-officer');
  await officer.goto(`${AGENCY}/settings/templates`);
  await inspect(officer);
  await officer.getByRole('link', { name: '答复书（予以公开）' }).click();
  // The hint shows how a condition is written.
  await inspect(officer, { allow: ['if', 'else', 'none'] });
  await officer.getByLabel('模板').fill('= 标题\n\n#(没有的字段)');
  await officer.getByRole('button', { name: '检查并保存启用' }).click();
  assert.match(await officer.getByRole('alert').first().innerText(), /第3行/);
  assert.match(await officer.getByLabel('模板').inputValue(), /没有的字段/);
  await officer.context().close();
});
