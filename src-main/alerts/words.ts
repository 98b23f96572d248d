/** What messages say in our own words. */
export interface Words {
  readonly test: string;
  readonly testText: string;
  readonly firing: string;
  readonly resolved: string;
  readonly noSeverity: string;
  readonly comma: string;
  readonly repeated: string;
  readonly runbook: string;
  readonly open: string;
  one(status: 'firing' | 'resolved', name: string, subject: string): string;
  several(name: string, firing: number, resolved: number): string;
  away(fired: number, resolved: number): string;
  since(time: string): string;
  resolvedAt(time: string): string;
  rest(count: number, severities: string): string;
}

const named = (name: string, separator: string, text: string): string => name === '' ? text : `${name}${separator}${text}`;

export const WORDS: Readonly<Record<'en' | 'zh', Words>> = {
  en: {
    test: 'Test message from Stratoscope', testText: 'Nothing happened. Alerts will arrive like this.',
    firing: 'Firing', resolved: 'Resolved', noSeverity: 'without severity', comma: ', ',
    repeated: 'This message may have been delivered before.', runbook: 'Runbook', open: 'Open in Stratoscope',
    one: (status, name, subject) => `${status === 'firing' ? 'Firing' : 'Resolved'}: ${[name, subject].filter(part => part !== '').join(' · ')}`,
    several: (name, firing, resolved) => named(name, ': ', [firing > 0 ? `${firing} firing` : '', resolved > 0 ? `${resolved} resolved` : ''].filter(part => part !== '').join(', ')),
    away: (fired, resolved) => `While you were away: ${fired} fired, ${resolved} resolved`,
    since: time => `since ${time}`, resolvedAt: time => `resolved ${time}`,
    rest: (count, severities) => `… and ${count} more${severities === '' ? '' : ` (${severities})`}`,
  },
  zh: {
    test: 'Stratoscope 测试消息', testText: '没有发生任何事。告警将以这种形式送达。',
    firing: '触发', resolved: '恢复', noSeverity: '无级别', comma: '，',
    repeated: '此消息可能已送达过。', runbook: '处理手册', open: '在 Stratoscope 中打开',
    one: (status, name, subject) => `${status === 'firing' ? '触发' : '恢复'}：${[name, subject].filter(part => part !== '').join(' · ')}`,
    several: (name, firing, resolved) => named(name, '：', [firing > 0 ? `${firing} 条触发` : '', resolved > 0 ? `${resolved} 条恢复` : ''].filter(part => part !== '').join('，')),
    away: (fired, resolved) => `您离开期间：${fired} 条触发，${resolved} 条恢复`,
    since: time => `始于 ${time}`, resolvedAt: time => `恢复于 ${time}`,
    rest: (count, severities) => `…… 另有 ${count} 条${severities === '' ? '' : `（${severities}）`}`,
  },
};
