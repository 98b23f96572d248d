export const text = {
  en: {
    title: 'Targets', add: 'Add targets', addTitle: 'Add targets', addCount_one: 'Add', addCount_other: 'Add {{count}} targets', save: 'Save', edit: 'Edit', pause: 'Pause', resume: 'Resume', delete: 'Delete', close: 'Close',
    test: 'Test', testFirst: 'Test the first', testing: 'Testing', testPassed: 'It works', testFailed: 'Fails at: {{step}}', advanced: 'Labels, TLS, limits',
    listFailed: 'The list can’t be followed', actionFailed: 'That didn’t work', saveFailed: '{{url}} was not saved', removed: '{{name}} was deleted. What it stored stays.', notYet: 'not scraped yet', droppedBy: 'dropped by rule {{rule}} of relabel_configs',
    several: '{{count}} targets, one a line', addLabel: 'Label', removeLabel: 'Remove this label',
    empty: { title: 'Only this computer is watched so far', text: 'Add the address of anything that shows Prometheus metrics: a node_exporter, a database’s exporter, your own program. Paste as many addresses as you like.' },
    health: { up: 'up', down: 'down', unknown: 'new', paused: 'paused', dropped: 'dropped' },
    kind: { self: 'this computer', own: 'Stratoscope itself', found: 'from a file' },
    about: { self: 'This computer, read directly. It needs no exporter and can’t be changed here.', own: 'Stratoscope’s own metrics: what it collects, stores and answers. It can’t be changed here.', found: 'Named by a file of targets, which is followed as it changes. Change it there.' },
    column: { target: 'Target', wrong: 'What is wrong', job: 'Job', labels: 'Labels', health: 'Health', interval: 'Interval', last: 'Last scrape', duration: 'Duration', samples: 'Samples' },
    field: {
      url: 'URL', urls: 'URL', job: 'Job', instance: 'Instance', interval: 'Interval', timeout: 'Timeout', honorLabels: 'Keep the page’s own job and instance labels', honorTimestamps: 'Keep the page’s own timestamps',
      followRedirects: 'Follow redirects', bodyLimit: 'Largest page, MiB', sampleLimit: 'Most samples', ca: 'Authority’s certificate', serverName: 'Server name', insecure: 'Don’t check the certificate', labelName: 'Label name', labelValue: 'Label value',
    },
    group: { labels: 'Labels', page: 'What the page says', limits: 'Limits' },
    hint: {
      urls: 'One a line; http:// and /metrics are filled in', job: 'Targets of one kind share it', instance: 'host:port unless given', duration: '15s, 1m', timeout: 'At most the interval', labels: 'Added to every series of this target.',
      honorLabels: 'For a pushgateway or a federation', honorTimestamps: 'Else every sample gets the scrape’s time', limit: '0 means no limit', ca: 'PEM text, for a certificate of your own authority', serverName: 'When the certificate names another host', insecure: 'Anyone between here and there could answer instead',
    },
    failed: '{{message}}',
    failure: {
      'name-not-found': 'No such host', 'connection-refused': 'Connection refused', unreachable: 'No way there', 'connection-lost': 'Connection lost', 'not-http': 'No HTTP server', tls: 'TLS failed', timeout: 'Too slow', locked: 'The vault is locked', secret: 'A secret is missing', ssh: 'SSH host not passed', 'http-status': 'Refused with a status',
      redirect: 'Redirected', encoding: 'Packed in an unknown way', 'body-limit': 'Page too large', 'sample-limit': 'Too many samples', page: 'Not a page of metrics', source: 'Could not be read', store: 'Could not be stored', other: 'Failed',
    },
    problem: {
      credentials: 'No user name or password in the address: it would be shown and written down', urlMissing: 'Write at least one address', urls: 'An address begins with http:// or https:// and names a host', job: 'Write a name like node or postgres, up to 200 characters', instance: 'At most 500 characters',
      interval: 'Write a duration from 1s to 1d', timeout: 'Write a duration from 100ms to 1d', timeoutLonger: 'Not longer than the interval', labels: 'A label name has letters, digits and _, begins with no digit, and not with __',
      labelTwice: 'Two labels have the same name', bodyLimit: 'Write a number, 0 or more', sampleLimit: 'Write a whole number, 0 or more', ca: 'At most 200,000 characters of PEM text', serverName: 'At most 300 characters',
    },
    step: { address: 'Address', vault: 'Vault', name: 'Name', ssh: 'SSH host', connect: 'Connection', tls: 'TLS', request: 'Request', page: 'Page' },
  },
  zh: {
    title: '目标', add: '添加目标', addTitle: '添加目标', addCount_other: '添加 {{count}} 个目标', save: '保存', edit: '编辑', pause: '暂停', resume: '恢复', delete: '删除', close: '关闭',
    test: '测试', testFirst: '测试第一个', testing: '正在测试', testPassed: '测试通过', testFailed: '失败于：{{step}}', advanced: '标签、TLS、上限',
    listFailed: '无法跟踪列表', actionFailed: '操作失败', saveFailed: '{{url}} 未保存', removed: '已删除 {{name}}，已存储的数据保留。', notYet: '尚未采集', droppedBy: '被 relabel_configs 的第 {{rule}} 条规则丢弃',
    several: '{{count}} 个目标，每行一个', addLabel: '标签', removeLabel: '移除此标签',
    empty: { title: '目前只监控本机', text: '添加任何提供 Prometheus 指标的地址：node_exporter、数据库的导出器或您自己的程序。可一次粘贴多个地址。' },
    health: { up: '正常', down: '失败', unknown: '新增', paused: '已暂停', dropped: '已丢弃' },
    kind: { self: '本机', own: 'Stratoscope 自身', found: '来自文件' },
    about: { self: '直接读取本机数据，无需导出器，不能在此更改。', own: 'Stratoscope 自身的指标：采集、存储与查询情况，不能在此更改。', found: '由目标文件列出，文件变化时自动跟随；请在文件中修改。' },
    column: { target: '目标', wrong: '问题', job: '作业', labels: '标签', health: '状态', interval: '间隔', last: '上次采集', duration: '用时', samples: '样本' },
    field: {
      url: 'URL', urls: 'URL', job: '作业（job）', instance: '实例（instance）', interval: '间隔', timeout: '超时', honorLabels: '保留页面自带的 job 与 instance 标签', honorTimestamps: '保留页面自带的时间戳',
      followRedirects: '跟随重定向', bodyLimit: '页面上限（MiB）', sampleLimit: '样本数上限', ca: '颁发机构证书', serverName: '服务器名称', insecure: '不校验证书', labelName: '标签名', labelValue: '标签值',
    },
    group: { labels: '标签', page: '页面内容', limits: '上限' },
    hint: {
      urls: '每行一个；自动补全 http:// 与 /metrics', job: '同类目标共用', instance: '默认为主机:端口', duration: '如 15s、1m', timeout: '不超过间隔', labels: '加到此目标的每条序列。',
      honorLabels: '用于 pushgateway 或联邦', honorTimestamps: '否则所有样本取采集时刻', limit: '0 表示不限', ca: 'PEM 文本，用于自建颁发机构', serverName: '证书上是其他主机名时填写', insecure: '途中任何人都可能冒充对方应答',
    },
    failed: '{{reason}}（{{message}}）',
    failure: {
      'name-not-found': '找不到主机', 'connection-refused': '连接被拒绝', unreachable: '网络不可达', 'connection-lost': '连接中断', 'not-http': '对方不是 HTTP 服务', tls: 'TLS 失败', timeout: '超时', locked: '保险库已锁定', secret: '缺少密钥或密码', ssh: '无法经过 SSH 主机', 'http-status': '返回错误状态',
      redirect: '被重定向', encoding: '压缩方式未知', 'body-limit': '页面过大', 'sample-limit': '样本过多', page: '不是指标页面', source: '无法读取', store: '无法存储', other: '失败',
    },
    problem: {
      credentials: '地址中不能包含用户名或密码：它会被显示并记录', urlMissing: '请至少填写一个地址', urls: '地址须以 http:// 或 https:// 开头并包含主机', job: '请填写作业名称，最多 200 个字符', instance: '最多 500 个字符',
      interval: '请填写 1s 至 1d 的时长', timeout: '请填写 100ms 至 1d 的时长', timeoutLonger: '不能长于间隔', labels: '标签名由字母、数字和 _ 组成，不能以数字或 __ 开头',
      labelTwice: '有两个标签同名', bodyLimit: '请填写不小于 0 的数字', sampleLimit: '请填写不小于 0 的整数', ca: 'PEM 文本最多 200,000 个字符', serverName: '最多 300 个字符',
    },
    step: { address: '地址', vault: '保险库', name: '名称解析', ssh: 'SSH 主机', connect: '连接', tls: 'TLS', request: '请求', page: '页面' },
  },
} as const;
