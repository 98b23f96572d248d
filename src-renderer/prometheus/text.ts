export const text = {
  en: {
    title: 'Import prometheus.yml', intro: 'Takes over what a Prometheus scrapes: targets, files of targets, relabelling, sign-in. What is here already stays as it is, so it may be done again.',
    from: 'Where it is', source: { path: 'A file on the host', text: 'Pasted text' }, path: 'Path on the computer that runs Stratoscope', pathHint: 'Files of targets and certificates are looked for beside it', text: 'The text of prometheus.yml', textHint: 'Paths in it have to be absolute', choose: 'Choose a file',
    preview: 'Preview', change: 'Another file', refused: 'It can’t be read', add_one: 'Add {{count}}', add_other: 'Add {{count}}', nothing: 'Nothing new in it', added_one: '{{count}} was added', added_other: '{{count}} were added', toTargets: 'To the targets',
    counts: '{{fresh}} new, {{known}} here already, {{refused}} refused', list: 'Targets in it', leftOut: 'Left out or changed', everything: 'Everything in it was understood.',
    column: { line: 'Line', job: 'Job', what: 'Target or files', labels: 'Labels', outcome: 'What comes of it' }, found_one: '{{count}} target now', found_other: '{{count}} targets now',
    outcome: { new: 'new', known: 'here already', dropped: 'dropped by its rules', refused: 'refused' },
    because: '{{outcome}}: {{detail}}',
    reason: { unsupported: 'not done here', elsewhere: 'not about scraping', file: 'a secret in a file: enter it at the target', wrong: '{{detail}}', adjusted: 'taken as: {{detail}}' },
    files: { title: 'Files of targets', about: 'Read again within seconds when they change.', targets_one: '{{count}} target', targets_other: '{{count}} targets', never: 'not read yet', read: 'read', remove: 'Stop following', removed: '{{job}}: its files are no longer followed. What its targets stored stays.', more_one: 'and {{count}} more', more_other: 'and {{count}} more', close: 'Close', failed: 'That didn’t work' },
  },
  zh: {
    title: '导入 prometheus.yml', intro: '接管 Prometheus 的采集配置：目标、目标文件、重新标记与登录信息。已有的目标保持不变，可重复导入。',
    from: '来源', source: { path: '主机上的文件', text: '粘贴文本' }, path: '运行 Stratoscope 的计算机上的路径', pathHint: '目标文件与证书按此文件所在位置查找', text: 'prometheus.yml 的文本', textHint: '其中的路径须为绝对路径', choose: '选择文件',
    preview: '预览', change: '换一个文件', refused: '无法读取', add_other: '添加 {{count}} 项', nothing: '其中没有新内容', added_other: '已添加 {{count}} 项', toTargets: '查看目标',
    counts: '新增 {{fresh}} 项，已有 {{known}} 项，拒绝 {{refused}} 项', list: '其中的目标', leftOut: '略去或更改的部分', everything: '全部内容均已识别。',
    column: { line: '行', job: '作业', what: '目标或文件', labels: '标签', outcome: '结果' }, found_other: '现有 {{count}} 个目标',
    outcome: { new: '新增', known: '已有', dropped: '被其规则丢弃', refused: '拒绝' },
    because: '{{outcome}}：{{detail}}',
    reason: { unsupported: '此处不支持', elsewhere: '与采集无关', file: '密码或密钥在文件中：请在目标处填写', wrong: '{{detail}}', adjusted: '改为：{{detail}}' },
    files: { title: '目标文件', about: '文件变化后数秒内重新读取。', targets_other: '{{count}} 个目标', never: '尚未读取', read: '读取于', remove: '停止跟随', removed: '{{job}}：不再跟随其文件，目标已存储的数据保留。', more_other: '另有 {{count}} 项', close: '关闭', failed: '操作失败' },
  },
} as const;
