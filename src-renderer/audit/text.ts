export const text = {
  en: {
    title: 'Audit', at: 'Time', detail: 'Code', result: 'Result', took: 'Took', request: 'Request id', input: 'Input', receipt: 'The call, for a shell', receiptNote: 'Keys stand in variables, never in the text.',
    what: { outcome: 'Outcome', path: 'Action', target: 'On', caller: 'Who', via: 'Door' }, any: { outcome: 'Any outcome', path: 'Any action', target: 'Any thing', caller: 'Anybody', via: 'Any door' },
    outcome: { started: 'started', done: 'done', denied: 'refused', failed: 'failed' }, door: { window: 'window', browser: 'browser', token: 'token' },
    within: 'Only in the page’s time range', only: 'Only these', clear: 'Clear the filters', older: 'Load older', lines: 'JSON lines', verify: 'Verify the chain', record: 'Record {{id}}', close: 'Close',
    holds_one: '{{text}} record, unbroken', holds_other: '{{text}} records, unbroken', broken: 'Broken at record {{id}}: it was changed from outside',
    none: 'Nothing was done yet', noneText: 'Every change and every refusal will stand here.', nothing: 'No record fits', nothingText: 'Nothing of this kind was done, or it was done at another time.',
  },
  zh: {
    title: '审计', at: '时间', detail: '代码', result: '结果', took: '耗时', request: '请求 ID', input: '输入', receipt: '可在终端执行的调用', receiptNote: '密钥以变量表示，不会出现在文本中。',
    what: { outcome: '状态', path: '操作', target: '对象', caller: '操作者', via: '途径' }, any: { outcome: '任意状态', path: '任意操作', target: '任意对象', caller: '任何人', via: '任意途径' },
    outcome: { started: '已开始', done: '完成', denied: '被拒绝', failed: '失败' }, door: { window: '窗口', browser: '浏览器', token: '令牌' },
    within: '仅限页面的时间范围', only: '仅看此项', clear: '清除筛选', older: '加载更早记录', lines: '导出 JSONL', verify: '校验链条', record: '记录 {{id}}', close: '关闭',
    holds_other: '{{text}} 条记录，完整无缺', broken: '第 {{id}} 条记录处中断：曾被外部改动',
    none: '尚无操作', noneText: '每次更改与每次拒绝都会记录在此。', nothing: '没有符合的记录', nothingText: '没有做过此类操作，或发生在其他时间。',
  },
} as const;
