import type { ReceiverConfig } from '../shared/model/receiver.ts';

/** messages per minute and so many waiting ones that become a digest (0 = never); least time between two, ms */
export interface Limits { readonly perMinute: number; readonly digestOver: number; readonly gapMs: number }

const MINUTE_MS = 60_000;
const NONE: Limits = { perMinute: 0, digestOver: 0, gapMs: 0 };
const DESKTOP: Limits = { perMinute: 5, digestOver: 3, gapMs: 0 };
const EMAIL: Limits = { perMinute: 10, digestOver: 5, gapMs: 0 };
/** Below what the remotes allow: DingTalk and WeCom 20 a minute (DingTalk is then silent for ten), Feishu 100 a minute and 5 a second, Slack one a second. */
const PRESETS: Readonly<Record<ReceiverConfig['webhook']['preset'], Limits>> = {
  alertmanager: NONE, custom: NONE,
  slack: { perMinute: 30, digestOver: 5, gapMs: 1100 }, feishu: { perMinute: 60, digestOver: 5, gapMs: 250 },
  dingtalk: { perMinute: 15, digestOver: 5, gapMs: 500 }, wecom: { perMinute: 15, digestOver: 5, gapMs: 500 }, teams: { perMinute: 20, digestOver: 5, gapMs: 500 },
};

/** What holds for a receiver: its own limits, else those that suit its kind. */
export function limitsOf({ kind, limits, webhook }: Pick<ReceiverConfig, 'kind' | 'limits' | 'webhook'>): Limits {
  const usual = kind === 'desktop' ? DESKTOP : kind === 'email' ? EMAIL : kind === 'webhook' ? PRESETS[webhook.preset] : NONE;
  return { perMinute: limits.perMinute ?? usual.perMinute, digestOver: limits.digestOver ?? usual.digestOver, gapMs: usual.gapMs };
}

/** Lets at most so many through in any minute. Times are of a monotonic clock, ms. */
export class Limiter {
  private times: number[] = [];

  /** how long the next one has to wait, ms */
  waitMs(now: number, { perMinute, gapMs }: Limits): number {
    this.times = this.times.filter(time => time > now - MINUTE_MS);
    const last = this.times.at(-1);
    const gap = last === undefined ? 0 : last + gapMs - now;
    const full = perMinute > 0 && this.times.length >= perMinute ? this.times[this.times.length - perMinute]! + MINUTE_MS - now : 0;
    return Math.max(0, gap, full);
  }

  note(now: number): void {
    this.times.push(now);
  }
}
