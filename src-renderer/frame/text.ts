export const text = {
  en: {
    skip: 'Skip to the page', screens: 'Screens', workspace: 'Workspace',
    screen: { overview: 'Overview', explore: 'Explore', machines: 'Machines', alerts: 'Alerts', accounts: 'Accounts', hosts: 'Hosts', probes: 'Probes', targets: 'Targets', import: 'Import', export: 'Export', notifications: 'Notify', audit: 'Audit', settings: 'Settings' },
    search: { label: 'Search machines, hosts, actions', screens: 'Screens', actions: 'Actions', machines: 'Machines', hosts: 'Hosts', probes: 'Probes', targets: 'Targets', nothing: 'Nothing by that name' },
    deed: { test: 'Test {{name}}', pause: 'Pause {{name}}', resume: 'Resume {{name}}' },
    action: { addAccount: 'Add a cloud account', addHosts: 'Add hosts', importHosts: 'Import hosts from ~/.ssh', pushCommand: 'Make a push command', addProbes: 'Add probes', addTarget: 'Add a target', newToken: 'Make a token', refresh: 'Refresh now', storage: 'Storage and retention', vault: 'Vault', diagnostics: 'Diagnostics', keys: 'Keys' },
    theme: { dark: 'Dark theme', light: 'Light theme', auto: 'Theme of the system' },
    language: { short: 'EN', other: '切换到中文', en: 'English', zh: '中文' },
    status: {
      starting: 'Connecting', collecting: 'Collecting', idle: 'Nothing to collect', targets: '{{up}} of {{total}} targets', hosts: '{{up}} of {{total}} hosts', probes: '{{up}} of {{total}} probes', series_one: '{{text}} series', series_other: '{{text}} series', samples: '{{rate}} samples/s',
      store: 'store', daysLeft: '{{days}} left', days: 'days', local: 'Nothing leaves this computer', sentTo_one: 'Sent on to {{name}}', sentTo_other: 'Sent on to {{count}} servers', asOf: 'as of {{time}}',
    },
    vault: { locked_one: 'The vault is locked: what needs its secret is not read until it is opened.', locked_other: 'The vault is locked: what needs its {{count}} secrets is not read until it is opened.', trouble: 'The vault can’t be opened, or is damaged: what needs its secrets is not read.', unlock: 'Unlock', look: 'Have a look', word: 'Vault locked', wrong: 'Vault in trouble' },
    connection: { lost: 'The connection to Stratoscope was lost at {{time}}. What is shown stays; it returns by itself.', refused: 'This browser is no longer signed in. Open the link that Stratoscope prints when it starts.', retry: 'Try now' },
    mishap: { title: 'This screen can’t be shown', text: 'Stratoscope may have been updated while the page was open. Loading the page anew helps then.', reload: 'Load anew' },
    keys: {
      title: 'Keys', close: 'Close', general: 'Everywhere', screens: 'Go to', lists: 'In lists', search: 'Search everything', filter: 'Filter the list', earlier: 'Earlier', later: 'Later', refresh: 'Refresh now', help: 'These keys',
      down: 'Next row', up: 'Previous row', open: 'Open the row', tick: 'Select the row', charts: 'On a chart',
      chart: {
        zoom: { do: 'Drag', gives: 'Zoom' }, back: { do: 'Double click', gives: 'Zoom back' }, pan: { do: 'Shift-drag', gives: 'Move in time' }, pin: { do: 'Alt-click', gives: 'Pin the cursor' },
        solo: { do: 'Click its name', gives: 'Only this series' }, toggle: { do: 'Ctrl-click it', gives: 'Hide, show' },
      },
    },
  },
  zh: {
    skip: '跳到内容', screens: '页面', workspace: '工作区',
    screen: { overview: '总览', explore: '探索', machines: '机器', alerts: '告警', accounts: '云账号', hosts: '主机', probes: '探测', targets: '目标', import: '导入', export: '导出', notifications: '通知', audit: '审计', settings: '设置' },
    search: { label: '搜索机器、主机、操作', screens: '页面', actions: '操作', machines: '机器', hosts: '主机', probes: '探测', targets: '目标', nothing: '没有这个名称' },
    deed: { test: '测试 {{name}}', pause: '暂停 {{name}}', resume: '恢复 {{name}}' },
    action: { addAccount: '添加云账号', addHosts: '添加主机', importHosts: '从 ~/.ssh 导入主机', pushCommand: '生成推送命令', addProbes: '添加探测', addTarget: '添加目标', newToken: '创建令牌', refresh: '立即刷新', storage: '存储与保留', vault: '保险库', diagnostics: '诊断', keys: '快捷键' },
    theme: { dark: '深色主题', light: '浅色主题', auto: '跟随系统主题' },
    language: { short: '中文', other: 'Switch to English', en: 'English', zh: '中文' },
    status: {
      starting: '正在连接', collecting: '采集中', idle: '没有采集目标', targets: '{{up}} / {{total}} 个目标', hosts: '{{up}} / {{total}} 台主机', probes: '{{up}} / {{total}} 个探测', series_other: '{{text}} 条序列', samples: '每秒 {{rate}} 个样本',
      store: '存储', daysLeft: '还可存 {{days}}', days: '天', local: '数据不离开本机', sentTo_other: '正发往 {{count}} 个服务器', asOf: '截至 {{time}}',
    },
    vault: { locked_other: '保险库已锁定：打开之前，依赖其中 {{count}} 项机密的对象暂不采集。', trouble: '保险库无法打开或已损坏：依赖其中机密的对象暂不采集。', unlock: '解锁', look: '查看', word: '保险库已锁定', wrong: '保险库有问题' },
    connection: { lost: '{{time}} 与 Stratoscope 的连接中断。已显示的内容会保留，恢复后自动继续。', refused: '此浏览器的登录已失效。请打开 Stratoscope 启动时显示的链接。', retry: '立即重试' },
    mishap: { title: '无法显示此页面', text: 'Stratoscope 可能在页面打开期间已更新，重新载入即可。', reload: '重新载入' },
    keys: {
      title: '快捷键', close: '关闭', general: '通用', screens: '前往', lists: '列表中', search: '搜索全部', filter: '筛选列表', earlier: '更早', later: '更晚', refresh: '立即刷新', help: '快捷键一览',
      down: '下一行', up: '上一行', open: '打开该行', tick: '选择该行', charts: '图表上',
      chart: {
        zoom: { do: '拖动', gives: '放大' }, back: { do: '双击', gives: '退回' }, pan: { do: 'Shift 拖动', gives: '平移' }, pin: { do: 'Alt 单击', gives: '固定游标' },
        solo: { do: '单击名称', gives: '只看此条' }, toggle: { do: 'Ctrl 单击', gives: '隐藏或显示' },
      },
    },
  },
} as const;
