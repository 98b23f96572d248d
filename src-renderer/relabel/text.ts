export const text = {
  en: {
    line: 'Line {{line}}: {{problem}}', trial: 'What the rules do to', before: 'The target begins with', after: 'Its series carry', every: 'every {{interval}}', targetDropped: 'This target would not be scraped.',
    drops: 'drops it', nothing: 'changes nothing', kind: { set: 'set', changed: 'changed', removed: 'removed' },
    trySeries: 'Try on its series', show: 'Which series', shown: { all: 'All', changed: 'Changed', dropped: 'Dropped' }, filter: 'Holds the text', outcome: { kept: 'as it was', changed: 'changed', dropped: 'dropped' }, stored: 'Stored as',
    counts: '{{samples}} series: {{dropped}} dropped, {{changed}} changed', noneSuch: 'No series like that.', more_one: 'and {{count}} more', more_other: 'and {{count}} more', paste: 'Other series', pasteHint: 'One a line, in place of the target’s page; values may be left out',
  },
  zh: {
    line: '第 {{line}} 行：{{problem}}', trial: '规则的效果：', before: '目标的初始标签', after: '其序列带有的标签', every: '每 {{interval}}', targetDropped: '此目标不会被采集。',
    drops: '丢弃', nothing: '无变化', kind: { set: '新增', changed: '更改', removed: '移除' },
    trySeries: '在其序列上试用', show: '显示哪些序列', shown: { all: '全部', changed: '有变化', dropped: '被丢弃' }, filter: '包含文本', outcome: { kept: '不变', changed: '有变化', dropped: '被丢弃' }, stored: '存储为',
    counts: '共 {{samples}} 条序列：丢弃 {{dropped}} 条，更改 {{changed}} 条', noneSuch: '没有这样的序列。', more_other: '另有 {{count}} 条', paste: '其他序列', pasteHint: '每行一条，代替目标页面；可省略数值',
  },
} as const;
