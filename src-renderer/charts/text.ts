export const text = {
  en: {
    lost: 'lost', noData: 'No data in this range', noDataHint: 'Nothing was recorded between {{from}} and {{to}}.',
    others_one: '{{count}} other', others_other: '{{count}} others', othersTitle: 'Mean of {{count}} series; the band spans the smallest to the largest.', othersSum: 'Sum of {{count}} series.',
    menu: 'Chart menu', table: 'Show as table', chart: 'Show as chart', copyPromql: 'Copy as PromQL', openExplore: 'Open in Explore', png: 'Save as PNG', csv: 'Save as CSV', copied: 'PromQL copied',
    time: 'Time', name: 'Series', value: 'Value', at: 'At {{time}}', last: 'Newest', min: 'Min', mean: 'Mean', p95: 'p95', max: 'Max',
    solo: 'Click shows only this one, Ctrl-click hides or shows it', failed: 'Not up to date',
    describe: '{{title}}: {{series}}, {{from}} to {{to}}. Newest: {{values}}.', untitled: 'Chart', series_one: '{{count}} series', series_other: '{{count}} series', tableOf: 'Values of {{title}}',
  },
  zh: {
    lost: '缺失', noData: '此范围内没有数据', noDataHint: '{{from}} 至 {{to}} 之间没有任何记录。',
    others_other: '其他 {{count}} 条', othersTitle: '{{count}} 条序列的平均值；色带为最小值至最大值。', othersSum: '{{count}} 条序列之和。',
    menu: '图表菜单', table: '显示为表格', chart: '显示为图表', copyPromql: '复制为 PromQL', openExplore: '在“探索”中打开', png: '保存为 PNG', csv: '保存为 CSV', copied: 'PromQL 已复制',
    time: '时间', name: '序列', value: '值', at: '{{time}} 时', last: '最新', min: '最小', mean: '平均', p95: 'p95', max: '最大',
    solo: '单击只显示此条，按住 Ctrl 单击可隐藏或显示', failed: '未能更新',
    describe: '{{title}}：{{series}}，{{from}} 至 {{to}}。最新值：{{values}}。', untitled: '图表', series_other: '{{count}} 条序列', tableOf: '“{{title}}”的数值',
  },
} as const;
