export const text = {
  en: {
    state: { ok: 'OK', warn: 'Warning', critical: 'Critical', unknown: 'Unknown', maintenance: 'Maintenance', stopped: 'Stopped' },
    retry: 'Try again',
    error: {
      'invalid-input': 'This can’t be done as written', 'not-found': 'Not found', forbidden: 'Not allowed', unauthorized: 'Not signed in', expired: 'The login has expired', conflict: 'It changed meanwhile', 'too-large': 'Too large',
      'bad-data': 'The query can’t be read', execution: 'The query failed', timeout: 'It took too long', canceled: 'Cancelled', limit: 'More than the limit allows',
      unreachable: 'Can’t be reached', throttled: 'Asked too often', 'provider-refused': 'Refused by the other side', unavailable: 'Not available now', locked: 'The vault is locked', internal: 'Something went wrong on our side',
    },
    table: {
      filter: 'Filter', columns: 'Columns', export: 'Export as CSV', count: '{{shown}} of {{total}}', none: 'Nothing matches “{{filter}}”', clear: 'Clear the filter',
      density: 'Row height', compact: 'Compact', regular: 'Regular', sortBy: 'Sort by {{name}}', rows: '{{name}}: j and k move, Enter opens',
      tick: 'Select', tickGroup: 'Select the group', tickAll: 'Select all shown', ticked_one: '{{count}} selected', ticked_other: '{{count}} selected', untick: 'Select none',
    },
    time: {
      range: 'Time range', from: 'From', to: 'To', apply: 'Apply', recent: 'Recent', copyLink: 'Copy link to this range', copied: 'Link copied', zone: '{{name}}, {{offset}}',
      last: {
        s_one: 'Last second', s_other: 'Last {{count}} seconds', m_one: 'Last minute', m_other: 'Last {{count}} min', h_one: 'Last hour', h_other: 'Last {{count}} hours',
        d_one: 'Last day', d_other: 'Last {{count}} days', w_one: 'Last week', w_other: 'Last {{count}} weeks',
      },
      today: 'Today', yesterday: 'Yesterday', week: 'This week', month: 'This month', hint: 'now-6h, now/d, 2026-03-17 22:00',
      unreadable: 'Not a time: write now-6h, now/d or 2026-03-17 22:00', order: 'The start must be before the end', earlier: 'Earlier', later: 'Later',
      refresh: 'Refresh now', every: 'Refresh', off: 'Off', previousMonth: 'Previous month', nextMonth: 'Next month',
    },
    destroy: { foot: 'Nothing is sent before the five seconds are over.', waiting: 'In {{seconds}} s. Cancel leaves everything as it is.', type: 'Type “{{name}}” to go on' },
    needs: 'This needs the permission {{permission}}', close: 'Close', cancel: 'Cancel', copy: 'Copy', copiedShort: 'Copied', undo: 'Undo', asOf: 'as of {{time}}',
  },
  zh: {
    state: { ok: '正常', warn: '警告', critical: '严重', unknown: '未知', maintenance: '维护中', stopped: '已停止' },
    retry: '重试',
    error: {
      'invalid-input': '填写内容无法执行', 'not-found': '未找到', forbidden: '没有权限', unauthorized: '尚未登录', expired: '登录已过期', conflict: '内容已被更改', 'too-large': '内容过大',
      'bad-data': '查询无法解析', execution: '查询执行失败', timeout: '用时过长', canceled: '已取消', limit: '超出上限',
      unreachable: '无法连接', throttled: '请求过于频繁', 'provider-refused': '被对方拒绝', unavailable: '暂时不可用', locked: '保险库已锁定', internal: '程序内部出错',
    },
    table: {
      filter: '筛选', columns: '列', export: '导出为 CSV', count: '{{shown}} / {{total}}', none: '没有与“{{filter}}”匹配的内容', clear: '清除筛选',
      density: '行高', compact: '紧凑', regular: '常规', sortBy: '按 {{name}} 排序', rows: '{{name}}：按 j、k 移动，按 Enter 打开',
      tick: '选择', tickGroup: '选择该组', tickAll: '选择全部显示项', ticked_other: '已选 {{count}} 项', untick: '取消选择',
    },
    time: {
      range: '时间范围', from: '开始', to: '结束', apply: '应用', recent: '最近使用', copyLink: '复制此范围的链接', copied: '链接已复制', zone: '{{name}}，{{offset}}',
      last: { s_other: '最近 {{count}} 秒', m_other: '最近 {{count}} 分钟', h_other: '最近 {{count}} 小时', d_other: '最近 {{count}} 天', w_other: '最近 {{count}} 周' },
      today: '今天', yesterday: '昨天', week: '本周', month: '本月', hint: 'now-6h、now/d、2026-03-17 22:00',
      unreadable: '无法识别的时间：请写 now-6h、now/d 或 2026-03-17 22:00', order: '开始必须早于结束', earlier: '更早', later: '更晚',
      refresh: '立即刷新', every: '自动刷新', off: '关闭', previousMonth: '上个月', nextMonth: '下个月',
    },
    destroy: { foot: '五秒结束前不会发送任何请求。', waiting: '{{seconds}} 秒后执行。取消则一切照旧。', type: '请输入“{{name}}”以继续' },
    needs: '需要权限 {{permission}}', close: '关闭', cancel: '取消', copy: '复制', copiedShort: '已复制', undo: '撤销', asOf: '截至 {{time}}',
  },
} as const;
