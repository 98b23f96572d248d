export const text = {
  en: {
    title: 'Notifications', parts: 'Parts of notifications', tab: { receivers: 'Receivers', routes: 'Routes', messages: 'Messages' }, close: 'Close', save: 'Save', remove: 'Remove', edit: 'Open', listFailed: 'The list can’t be followed', saveFailed: 'Not saved', removeFailed: '{{name}} was not removed', removed: '{{name}} was removed.',
    add: 'Receiver', addTitle: 'New receiver', addDo: 'Add', more: 'Limits and TLS',
    type: { email: 'E-mail', slack: 'Slack', feishu: 'Feishu / Lark', dingtalk: 'DingTalk', wecom: 'WeCom', teams: 'Microsoft Teams', webhook: 'Webhook, as Alertmanager', custom: 'Webhook, own body', alertmanager: 'Another Alertmanager', desktop: 'Desktop' },
    tile: { email: '@', slack: 'SL', feishu: 'FS', dingtalk: 'DT', wecom: 'WC', teams: 'MT', webhook: 'WH', custom: 'WH', alertmanager: 'AM', desktop: 'DE' },
    column: { name: 'Receiver', type: 'Kind', destination: 'Where to', wrong: 'State', waiting: 'Waiting', lastSent: 'Last sent', routes: 'Routes' },
    state: { ok: 'Fine', never: 'Nothing sent yet', unused: 'No route leads here' },
    field: {
      type: 'Kind', name: 'Name', language: 'Language of messages', sendResolved: 'Also tell when it is over', host: 'Mail server', port: 'Port', security: 'Encryption', from: 'From', to: 'To', username: 'User name', password: 'Password', bearer: 'Token', url: 'Address', signingKey: 'Signing secret', hmacKey: 'Key for the signature',
      method: 'Method', headers: 'Headers', body: 'Body', contentType: 'Content type', address: 'Address', perMinute: 'Messages a minute', digestOver: 'Digest beyond', maxAlerts: 'Alerts in a message', insecure: 'Don’t check the certificate', ca: 'Authority’s certificate',
    },
    security: { starttls: 'STARTTLS', tls: 'TLS', none: 'None' },
    hint: {
      name: 'As it is called in routes', to: 'Enter after each', username: 'Empty: no login', url: 'Kept in the vault: whoever knows it can post', signingKey: 'Where the robot asks for a signature', hmacKey: 'Signs each body, in X-Stratoscope-Signature', headers: 'One a line: Name: value', body: 'A Go template over Alertmanager’s data, with toJson', address: 'As http://alertmanager:9093',
      perMinute: 'Empty: what the remote takes; 0: no limit', digestOver: 'So many waiting messages become one; 0: never', maxAlerts: 'Empty: all that fit', insecure: 'Anyone between here and there could answer instead', ca: 'PEM text; in place of the well-known ones', desktop: 'Shown by the system where Stratoscope runs as a desktop window, and on every open page.',
    },
    recipe: {
      slack: 'In Slack: an app with Incoming Webhooks, Add New Webhook to Workspace. Copy its address.', feishu: 'In the group: Settings, Bots, Custom Bot. Copy its address; with signature verification also its secret.', dingtalk: 'In the group: Settings, Robots, Custom. Copy its address; with “Additional signature” also the secret.',
      wecom: 'In the group: Add Group Robot. Copy its address.', teams: 'In the channel: Workflows, “Post to a channel when a webhook request is received”. Old connectors (webhook.office.com) no longer work.',
    },
    problem: {
      name: 'Give it a name of up to 100 characters', host: 'Write the mail server’s name or address', port: 'A port from 1 to 65535', from: 'Write an address like desk@example.org', to: 'Write at least one address like ops@example.org', username: 'A user name has no colon', headers: 'Lines like X-Team: ops; what Stratoscope sets itself can’t be set', body: 'Write a body', contentType: 'Write something like application/json',
      address: 'An address begins with http:// or https://, without user name and password', perMinute: 'A number up to 6000', digestOver: 'A number up to 1000', maxAlerts: 'A number up to 10000', ca: 'At most 200,000 characters of PEM text', url: 'Write the address, beginning with https:// or http://',
    },
    test: { do: 'Send a test', passed: 'Delivered', failed: 'Not delivered', impossible: 'Not sent', said: 'The other side said' },
    browser: { ask: 'Allow notifications in this browser', granted: 'This browser may show notifications.', denied: 'This browser blocks notifications: allow them in its settings for this page.' },
    route: {
      title: 'Routes', text: 'An alert takes the first route whose conditions it meets.', add: 'Route', alerts: 'Alerts with', others: 'All other alerts', all: 'All alerts', to: 'Told to', mute: 'Tell nobody', continue: 'Look at the next routes, too', groupBy: 'One message for each', groupWait: 'First wait', groupInterval: 'Between changes', repeatInterval: 'Repeat after', up: 'Move up', down: 'Move down', remove: 'Remove this route', details: 'Grouping and times',
      hint: { groupBy: 'Label names; … = each alert by itself' },
      problem: { matchers: 'Write conditions on labels, with a comma between them', receivers: 'Choose a receiver, or tell nobody', groupBy: 'Label names', groupWait: 'A duration from 0s to 1d', groupInterval: 'A duration from 1s to 7d', repeatInterval: 'A duration from 1m to 90d' },
    },
    inhibit: { title: 'Held back', text: 'While one alert fires, others that follow from it are not told.', add: 'Rule', source: 'While there is', target: 'don’t tell', equal: 'with the same', remove: 'Remove this rule', hint: { equal: 'Label names; empty: any' }, problem: 'Write conditions on labels, with a comma between them' },
    common: { title: 'For all', externalUrl: 'This page’s address, for links', giveUp: 'Give up after', hint: { externalUrl: 'As https://desk.example; empty: no links', giveUp: 'What could not be sent by then is shown as failed' }, problem: { externalUrl: 'An address begins with http:// or https://', giveUp: 'A duration from 1m to 30d' } },
    routing: { save: 'Save routes', revert: 'Undo changes', saved: 'Routes are saved.', changed: 'Changed, not saved', failed: 'The routes can’t be read' },
    message: {
      empty: { title: 'Nothing has been told yet', text: 'When an alert fires, its message appears here, with what the other side answered.' },
      column: { title: 'Message', receiver: 'To', state: 'State', at: 'When', attempts: 'Attempts' }, state: { waiting: 'Waiting', sending: 'Being sent', sent: 'Sent', failed: 'Given up', merged: 'In a digest' }, reason: { digest: 'digest', away: 'while away', test: 'test' },
      retry: 'Try now', drop: 'Give up', actionFailed: 'That did not work', attempts: 'Attempts', alerts: 'Alerts', next: 'Next attempt {{time}}', repeated: 'May have arrived more than once', none: 'No attempt yet', more: '… and {{count}} more', firing: 'firing', resolved: 'resolved', all: 'All', open: 'Waiting', failed: 'Given up', filter: 'Which messages', noSuch: 'This message is no longer kept',
    },
  },
  zh: {
    title: '通知', parts: '通知的组成部分', tab: { receivers: '接收方', routes: '路由', messages: '消息' }, close: '关闭', save: '保存', remove: '移除', edit: '打开', listFailed: '无法跟踪列表', saveFailed: '未保存', removeFailed: '{{name}} 未移除', removed: '已移除 {{name}}。',
    add: '接收方', addTitle: '新建接收方', addDo: '添加', more: '限制与 TLS',
    type: { email: '电子邮件', slack: 'Slack', feishu: '飞书 / Lark', dingtalk: '钉钉', wecom: '企业微信', teams: 'Microsoft Teams', webhook: 'Webhook（Alertmanager 格式）', custom: 'Webhook（自定义正文）', alertmanager: '其他 Alertmanager', desktop: '桌面' },
    tile: { email: '@', slack: 'SL', feishu: '飞', dingtalk: '钉', wecom: '微', teams: 'MT', webhook: 'WH', custom: 'WH', alertmanager: 'AM', desktop: '桌' },
    column: { name: '接收方', type: '类型', destination: '目的地', wrong: '状态', waiting: '等待中', lastSent: '上次发送', routes: '路由' },
    state: { ok: '正常', never: '尚未发送', unused: '没有路由指向此处' },
    field: {
      type: '类型', name: '名称', language: '消息语言', sendResolved: '恢复时也通知', host: '邮件服务器', port: '端口', security: '加密', from: '发件人', to: '收件人', username: '用户名', password: '密码', bearer: '令牌', url: '地址', signingKey: '签名密钥', hmacKey: '签名所用密钥',
      method: '方法', headers: '请求头', body: '正文', contentType: '内容类型', address: '地址', perMinute: '每分钟消息数', digestOver: '合并阈值', maxAlerts: '每条消息的告警数', insecure: '不校验证书', ca: '颁发机构证书',
    },
    security: { starttls: 'STARTTLS', tls: 'TLS', none: '无' },
    hint: {
      name: '在路由中的名称', to: '每个地址后按回车', username: '留空：不登录', url: '保存在保险库中：知道地址即可发送', signingKey: '机器人要求签名时填写', hmacKey: '对每个正文签名，放入 X-Stratoscope-Signature', headers: '每行一个：名称: 值', body: '基于 Alertmanager 数据的 Go 模板，可用 toJson', address: '如 http://10.0.0.5:9093',
      perMinute: '留空：按对方允许；0：不限', digestOver: '等待的消息超过此数则合并为一条；0：不合并', maxAlerts: '留空：尽量全部', insecure: '途中任何人都可能冒充对方应答', ca: 'PEM 文本，代替公认的颁发机构', desktop: '以桌面窗口运行时由系统显示，并显示在每个打开的页面上。',
    },
    recipe: {
      slack: '在 Slack：创建应用并启用 Incoming Webhooks，点击 Add New Webhook to Workspace，复制其地址。', feishu: '在群组：设置、群机器人、自定义机器人，复制其地址；启用签名校验时还需其密钥。', dingtalk: '在群聊：群设置、机器人、自定义，复制其地址；选择“加签”时还需其密钥。',
      wecom: '在群聊：添加群机器人，复制其地址。', teams: '在频道：工作流，选择“收到 Webhook 请求时发布到频道”。旧连接器（webhook.office.com）已停用。',
    },
    problem: {
      name: '请填写名称，最多 100 个字符', host: '请填写邮件服务器的名称或地址', port: '端口须为 1 至 65535', from: '请填写邮件地址', to: '请至少填写一个邮件地址', username: '用户名不能包含冒号', headers: '每行一个“名称: 值”；由 Stratoscope 设置的请求头不能填写', body: '请填写正文', contentType: '请填写有效的内容类型',
      address: '地址须以 http:// 或 https:// 开头，且不含用户名和密码', perMinute: '请填写不超过 6000 的数字', digestOver: '请填写不超过 1000 的数字', maxAlerts: '请填写不超过 10000 的数字', ca: 'PEM 文本最多 200,000 个字符', url: '请填写以 https:// 或 http:// 开头的地址',
    },
    test: { do: '发送测试', passed: '已送达', failed: '未送达', impossible: '未发送', said: '对方的应答' },
    browser: { ask: '允许此浏览器显示通知', granted: '此浏览器可以显示通知。', denied: '此浏览器屏蔽了通知：请在浏览器设置中为本页面开启。' },
    route: {
      title: '路由', text: '告警走第一条满足条件的路由。', add: '路由', alerts: '告警条件', others: '所有其他告警', all: '所有告警', to: '通知', mute: '不通知', continue: '继续查看后面的路由', groupBy: '分组依据', groupWait: '首次等待', groupInterval: '变更间隔', repeatInterval: '重复间隔', up: '上移', down: '下移', remove: '移除此路由', details: '分组与时间',
      hint: { groupBy: '标签名；… = 每条告警单独成组' },
      problem: { matchers: '请填写标签条件，以逗号分隔', receivers: '请选择接收方，或选择不通知', groupBy: '请填写标签名', groupWait: '0s 至 1d 的时长', groupInterval: '1s 至 7d 的时长', repeatInterval: '1m 至 90d 的时长' },
    },
    inhibit: { title: '抑制', text: '某个告警触发期间，不通知由它引起的其他告警。', add: '规则', source: '存在', target: '时不通知', equal: '且相同的', remove: '移除此规则', hint: { equal: '标签名；留空：任意' }, problem: '请填写标签条件，以逗号分隔' },
    common: { title: '通用', externalUrl: '本页面的地址（用于链接）', giveUp: '放弃时限', hint: { externalUrl: '如 https://10.0.0.5；留空：不含链接', giveUp: '届时仍未发出的消息显示为失败' }, problem: { externalUrl: '地址须以 http:// 或 https:// 开头', giveUp: '1m 至 30d 的时长' } },
    routing: { save: '保存路由', revert: '撤销更改', saved: '路由已保存。', changed: '已更改，未保存', failed: '无法读取路由' },
    message: {
      empty: { title: '尚未发出任何通知', text: '告警触发后，其消息及对方的应答会显示在这里。' },
      column: { title: '消息', receiver: '发往', state: '状态', at: '时间', attempts: '尝试' }, state: { waiting: '等待中', sending: '发送中', sent: '已发送', failed: '已放弃', merged: '已合并' }, reason: { digest: '汇总', away: '离开期间', test: '测试' },
      retry: '立即重试', drop: '放弃', actionFailed: '操作失败', attempts: '尝试', alerts: '告警', next: '下次尝试 {{time}}', repeated: '可能多次送达', none: '尚未尝试', more: '…… 另有 {{count}} 条', firing: '触发', resolved: '恢复', all: '全部', open: '等待中', failed: '已放弃', filter: '哪些消息', noSuch: '此消息已不再保留',
    },
  },
} as const;
