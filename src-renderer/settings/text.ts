export const text = {
  en: {
    title: 'Settings', save: 'Save', copy: 'Copy', copied: 'Copied', cancel: 'Cancel', close: 'Close',
    section: { storage: 'Storage', tokens: 'Access', appearance: 'Appearance', diagnostics: 'Diagnostics', audit: 'Audit trail', about: 'About' },
    role: { admin: 'Admin', operator: 'Operator', viewer: 'Viewer', ingest: 'Ingest' },
    roleText: { admin: 'Everything, also tokens and the store', operator: 'Sees everything, changes targets and settings, writes samples; hands out no access', viewer: 'Sees metrics, machines and targets; changes nothing', ingest: 'Writes samples; reads nothing' },
    tokens: {
      new: 'New token', note: 'for Grafana, Telegraf, another browser: each gets its own', name: 'Name', role: 'Role', may: 'What it may do', created: 'Made', used: 'Last used', never: 'never', make: 'Make token', makeFailed: 'The token was not made',
      shown: 'The token of {{name}}', once: 'It is shown this once: only its hash is kept.', noted: 'I have it', none: 'No tokens', noneText: 'Only this window can come in. Make a token for each program that should read or write.',
      revoke: 'Revoke', revokeTitle: 'Revoke {{name}}?', revokeFailed: 'The token was not revoked', planRefused: 'Whatever uses this token is refused at once.', planGone: 'It can’t be brought back; a new one can be made.',
    },
    link: { title: 'Another browser on this computer', note: 'the link signs in once and lives a minute', make: 'Make a link' },
    storage: {
      use: 'Use', useNote: 'of the samples’ file', statsFailed: 'The store can’t be asked', onDisk: 'On disk', of: 'of {{budget}}', left: 'Until it is full', days: 'days', daysUnknown: 'not in sight', held: 'History', perSample: 'Per sample', perSampleNote: 'on disk, all in all', perSampleLater: 'known once most are sealed',
      series: 'Series', samples: 'Samples', oldest: 'Oldest', newest: 'Newest', rows: 'Rows', head: 'In memory', late: 'Came late', damaged: 'Damaged rows', blobs: 'Sealed', wal: 'Write-ahead log', shards: 'Shards', appended: 'Since the start',
    },
    retention: {
      title: 'Retention', note: 'the oldest samples go first', budget: 'Space', budgetHint: 'like 10 GiB', budgetWrong: 'Write a size of at least {{least}}', limit: 'Time', limitHint: 'like 90d; empty for no limit', noLimit: 'no limit', limitWrong: 'Write a duration like 90d',
      durability: 'What is acknowledged survives', process: 'A killed program', processText: 'The usual. A power cut may cost the last seconds.', power: 'A power cut, too', powerText: 'Every commit waits for the disk.',
      lossTitle: 'Delete old samples?', lossVerb: 'Delete', planBytes: 'About {{bytes}} of the oldest samples go.', planTime: 'The oldest {{time}} go.', planGone: 'They can’t be brought back.',
    },
    work: {
      title: 'By hand', running: 'Running', check: 'Check', checkText: 'Reads every row and compares its checksum. Changes nothing.', checkNow: 'Check now', checkSound: '{{rows}} rows with {{samples}} samples, all sound.', checkDamaged: '{{damaged}} of {{rows}} rows are damaged. Queries leave them out.',
      compact: 'Compact', compactText: 'Seals everything and packs it as tightly as age would.', compactNow: 'Compact now', compactDone: 'Done: {{bytes}} on disk.',
    },
    appearance: { note: 'kept in this browser', theme: 'Theme', dark: 'Dark', light: 'Light', auto: 'As the system', language: 'Language', rows: 'Rows of lists', compact: 'Compact', regular: 'Regular' },
    diagnostics: { again: 'Look again', metrics: 'Own metrics', allWell: 'all well', wrong_one: '1 thing is not as it should be', wrong_other: '{{count}} things are not as they should be' },
    finding: {
      folder: { name: 'Data folder' }, disk: { name: 'Disk space', ok: '{{free}} free', wrong: '{{free}} free, but the budget allows {{wanted}} more: free some space or lower the budget' },
      store: { name: 'Store', ok: '{{samples}} samples of {{series}} series', wrong: '{{count}} rows are damaged and left out of every answer; the check under Storage names them' },
      audit: { name: 'Audit trail', ok: '{{records}} records, the chain is whole', wrong: 'The chain breaks at record {{broken}}: it was changed from outside' },
      targets: { name: 'Targets', ok: 'All {{total}} answer or are paused', wrong: '{{down}} of {{total}} do not answer: {{names}}' },
    },
    audit: {
      at: 'Time', outcome: 'Outcome', path: 'Action', caller: 'Who', via: 'Through', detail: 'Detail', input: 'Input', older: 'Load older', verify: 'Verify', holds_one: '{{text}} record, unbroken', holds_other: '{{text}} records, unbroken', broken: 'Broken at record {{id}}',
      none: 'Nothing was done yet', noneText: 'Every change and every refusal will stand here.', record: 'Record {{id}}',
    },
    outcome: { started: 'started', done: 'done', denied: 'refused', failed: 'failed' },
    about: {
      what: 'See, keep and question the metrics of all your machines, on your own desk.', licence: 'Licence', folder: 'Data folder', copyFolder: 'Copy the folder’s path', workspace: 'Workspace', caller: 'Signed in as', permissions: 'Permissions', door: 'Opened through',
      electron: 'its own window', headless: 'a browser', system: 'System', started: 'Running since',
    },
  },
  zh: {
    title: '设置', save: '保存', copy: '复制', copied: '已复制', cancel: '取消', close: '关闭',
    section: { storage: '存储', tokens: '访问', appearance: '外观', diagnostics: '诊断', audit: '审计记录', about: '关于' },
    role: { admin: '管理员', operator: '操作员', viewer: '查看者', ingest: '写入者' },
    roleText: { admin: '全部权限，包括令牌与存储', operator: '查看全部，更改目标与设置，写入样本；不能授予访问权', viewer: '查看指标、机器与目标，不能更改', ingest: '只能写入样本，不能读取' },
    tokens: {
      new: '新令牌', note: '供 Grafana、Telegraf 或其他浏览器使用，各用各的', name: '名称', role: '角色', may: '权限', created: '创建时间', used: '最近使用', never: '从未', make: '创建令牌', makeFailed: '未能创建令牌',
      shown: '{{name}} 的令牌', once: '仅显示这一次：只保存其哈希值。', noted: '已记下', none: '没有令牌', noneText: '目前只有此窗口可以访问。请为每个需要读写的程序各创建一个令牌。',
      revoke: '吊销', revokeTitle: '吊销 {{name}}？', revokeFailed: '未能吊销令牌', planRefused: '使用此令牌的程序将立即被拒绝。', planGone: '无法恢复，但可以创建新的令牌。',
    },
    link: { title: '本机的其他浏览器', note: '链接只能登录一次，一分钟内有效', make: '生成链接' },
    storage: {
      use: '用量', useNote: '样本文件', statsFailed: '无法查询存储', onDisk: '磁盘占用', of: '共 {{budget}}', left: '距存满', days: '天', daysUnknown: '暂无法估计', held: '历史长度', perSample: '每个样本', perSampleNote: '按磁盘总占用计', perSampleLater: '多数样本封存后可知',
      series: '序列', samples: '样本', oldest: '最早', newest: '最新', rows: '行', head: '内存中', late: '迟到样本', damaged: '损坏的行', blobs: '已封存', wal: '预写日志', shards: '分片', appended: '启动以来写入',
    },
    retention: {
      title: '保留', note: '最早的样本最先删除', budget: '空间', budgetHint: '如 10 GiB', budgetWrong: '请填写不小于 {{least}} 的大小', limit: '时长', limitHint: '如 90d；留空表示不限', noLimit: '不限', limitWrong: '请填写时长，如 90d',
      durability: '已确认的数据可经受', process: '程序被强制结束', processText: '通常选择。断电可能丢失最后几秒。', power: '断电', powerText: '每次提交都等待磁盘写入。',
      lossTitle: '删除旧样本？', lossVerb: '删除', planBytes: '将删除约 {{bytes}} 最早的样本。', planTime: '将删除最早 {{time}} 的样本。', planGone: '无法恢复。',
    },
    work: {
      title: '手动操作', running: '进行中', check: '检查', checkText: '读取每一行并核对校验和，不做更改。', checkNow: '立即检查', checkSound: '{{rows}} 行、{{samples}} 个样本，全部完好。', checkDamaged: '{{rows}} 行中有 {{damaged}} 行损坏，查询时会跳过。',
      compact: '压缩', compactText: '封存全部数据，并压缩到存放已久后的紧凑程度。', compactNow: '立即压缩', compactDone: '完成：占用磁盘 {{bytes}}。',
    },
    appearance: { note: '保存在此浏览器中', theme: '主题', dark: '深色', light: '浅色', auto: '跟随系统', language: '语言', rows: '列表行高', compact: '紧凑', regular: '常规' },
    diagnostics: { again: '重新检查', metrics: '自身指标', allWell: '一切正常', wrong_other: '{{count}} 项异常' },
    finding: {
      folder: { name: '数据文件夹' }, disk: { name: '磁盘空间', ok: '剩余 {{free}}', wrong: '剩余 {{free}}，而空间上限还允许 {{wanted}}：请腾出空间或调低上限' },
      store: { name: '存储', ok: '{{series}} 条序列，{{samples}} 个样本', wrong: '{{count}} 行已损坏，查询时会跳过；“存储”中的检查会逐一列出' },
      audit: { name: '审计记录', ok: '{{records}} 条记录，链条完整', wrong: '链条在第 {{broken}} 条记录处中断：曾被外部改动' },
      targets: { name: '目标', ok: '{{total}} 个目标均有响应或已暂停', wrong: '{{total}} 个目标中有 {{down}} 个无响应：{{names}}' },
    },
    audit: {
      at: '时间', outcome: '结果', path: '操作', caller: '操作者', via: '途径', detail: '说明', input: '输入', older: '加载更早记录', verify: '校验', holds_other: '{{text}} 条记录，完整无缺', broken: '第 {{id}} 条记录处中断',
      none: '尚无操作', noneText: '每次更改与每次拒绝都会记录在此。', record: '记录 {{id}}',
    },
    outcome: { started: '已开始', done: '完成', denied: '被拒绝', failed: '失败' },
    about: {
      what: '在自己的桌面上查看、保存和查询所有机器的指标。', licence: '许可证', folder: '数据文件夹', copyFolder: '复制文件夹路径', workspace: '工作区', caller: '登录身份', permissions: '权限', door: '打开方式',
      electron: '独立窗口', headless: '浏览器', system: '系统', started: '运行起始',
    },
  },
} as const;
