export const text = {
  en: {
    action: { start: 'Start', stop: 'Stop', reboot: 'Reboot', 'force-stop': 'Force stop', 'force-reboot': 'Force reboot', terminate: 'Terminate', tag: 'Tag' },
    going: { start: 'Starting', stop: 'Stopping', reboot: 'Rebooting', 'force-stop': 'Forced stop of', 'force-reboot': 'Forced reboot of', terminate: 'Terminating', tag: 'Tagging' },
    ask: '{{action}}: {{about}}', many_one: '{{count}} machine', many_other: '{{count}} machines',
    meaning: {
      start: 'They are switched on again. Their cloud bills them from then on.', stop: 'Their systems are shut down. What stands on their disks stays, public addresses may change.', reboot: 'Their systems are shut down and started again.',
      'force-stop': 'They are switched off as if by pulling the plug: what is not written yet is lost.', 'force-reboot': 'They are switched off and on as if by pulling the plug: what is not written yet is lost.',
      terminate: 'They are ended for good, with the disks that go with them. This can’t be undone.', tag: 'Tags of the same name are replaced.',
    },
    plan: {
      able_one: '1 machine would take it', able_other: '{{count}} machines would take it', refused_one: '1 would not, and is left out', refused_other: '{{count}} would not, and are left out', nobody: 'No machine would take it', checked: 'its cloud permits it',
      protected: 'protected', reason: 'Why (for the audit)', type: 'Type {{name}} to confirm', foot: 'After that there are five seconds to undo it: nothing is sent before.', at_once: 'It is sent at once.', asking: 'The clouds are asked what they would permit…',
    },
    cancel: 'Cancel', undo: 'Undo', close: 'Close', more: 'More', in_one: 'in {{count}} s, nothing has been sent yet', in_other: 'in {{count}} s, nothing has been sent yet', running: '{{done}} of {{count}}',
    undone: 'undone, nothing was sent', over: { done_one: '1 done', done_other: '{{count}} done', failed_one: '1 failed', failed_other: '{{count}} failed', refused_one: '1 left out', refused_other: '{{count}} left out' }, copyCurl: 'Copy the call as curl', audit: 'In the audit',
    tags: { title: 'Tags', set: 'Set', name: 'Name', value: 'Value', add: 'Add a tag', remove: 'Remove {{name}}', save: 'Save tags', reset: 'As they were', none: 'No tags', label: 'Tags to set, as name=value', apply_one: 'Tag 1 machine', apply_other: 'Tag {{count}} machines', own: 'of the SSH host' },
  },
  zh: {
    action: { start: '启动', stop: '停止', reboot: '重启', 'force-stop': '强制停止', 'force-reboot': '强制重启', terminate: '终止', tag: '打标签' },
    going: { start: '正在启动', stop: '正在停止', reboot: '正在重启', 'force-stop': '正在强制停止', 'force-reboot': '正在强制重启', terminate: '正在终止', tag: '正在打标签' },
    ask: '{{action}}：{{about}}', many_other: '{{count}} 台机器',
    meaning: {
      start: '机器将重新开机，云厂商自此开始计费。', stop: '系统将关机。磁盘内容保留，公网地址可能变化。', reboot: '系统将关机并重新启动。',
      'force-stop': '如同拔掉电源：尚未写入的数据会丢失。', 'force-reboot': '如同拔掉电源再接通：尚未写入的数据会丢失。',
      terminate: '机器连同随附磁盘将被永久终止，无法撤销。', tag: '同名标签将被替换。',
    },
    plan: {
      able_one: '{{count}} 台机器可执行', able_other: '{{count}} 台机器可执行', refused_one: '{{count}} 台不可执行，将被跳过', refused_other: '{{count}} 台不可执行，将被跳过', nobody: '没有机器可执行', checked: '云厂商允许',
      protected: '受保护', reason: '原因（写入审计）', type: '输入 {{name}} 以确认', foot: '确认后有五秒可撤销：此前不会发送任何请求。', at_once: '将立即发送。', asking: '正在询问云厂商是否允许…',
    },
    cancel: '取消', undo: '撤销', close: '关闭', more: '更多', in_one: '{{count}} 秒后执行，尚未发送', in_other: '{{count}} 秒后执行，尚未发送', running: '{{done}} / {{count}}',
    undone: '已撤销，未发送任何请求', over: { done_one: '{{count}} 台完成', done_other: '{{count}} 台完成', failed_one: '{{count}} 台失败', failed_other: '{{count}} 台失败', refused_one: '{{count}} 台跳过', refused_other: '{{count}} 台跳过' }, copyCurl: '复制调用命令', audit: '查看审计',
    tags: { title: '标签', set: '设置', name: '名称', value: '值', add: '添加标签', remove: '移除 {{name}}', save: '保存标签', reset: '恢复原样', none: '没有标签', label: '要设置的标签，格式为 名称=值', apply_one: '为 {{count}} 台机器打标签', apply_other: '为 {{count}} 台机器打标签', own: '来自 SSH 主机' },
  },
} as const;
