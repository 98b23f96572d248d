import { createHmac } from 'node:crypto';

const hmac = (key: string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** DingTalk: the key signs time (unix ms) and itself; goes into the address's query. */
export const dingtalkSign = (secret: string, timeMs: number): string => hmac(secret, `${timeMs}\n${secret}`).toString('base64');

/** Feishu and Lark: time (unix s) and secret are the key, and what is signed is empty; goes into the body. */
export const feishuSign = (secret: string, timeS: number): string => hmac(`${timeS}\n${secret}`, '').toString('base64');

/** Ours, for webhooks of one's own: `t=<unix s>,v1=<hex of HMAC-SHA256 over "t.body">`. The time keeps an old message from being played again. */
export const signature = (key: string, timeS: number, body: string): string => `t=${timeS},v1=${hmac(key, `${timeS}.${body}`).toString('hex')}`;
