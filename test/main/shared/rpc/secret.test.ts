import { expect, test } from 'vitest';
import { z } from 'zod';
import { redacted, secret } from '../../../../src-main/shared/rpc/secret.ts';

const Host = z.object({
  name: z.string(), url: z.string().optional(), password: secret(z.string()).optional(), pin: secret(z.string()).default('0000'),
  jumps: z.array(z.object({ key: secret(z.string()) })).default([]), keys: z.record(z.string(), z.object({ pem: secret(z.string()) })).optional(),
  body: z.instanceof(Uint8Array).optional(), either: z.union([z.object({ a: secret(z.string()) }), z.string()]).optional(),
}).refine(host => host.name !== '');

test.each([
  { name: 'a secret field', input: { name: 'web-1', password: 'hunter2' }, written: { name: 'web-1', password: '•••' } },
  { name: 'a secret with a default', input: { name: 'web-1', pin: '1234' }, written: { name: 'web-1', pin: '•••' } },
  { name: 'a secret that was left out', input: { name: 'web-1', jumps: [] }, written: { name: 'web-1', jumps: [] } },
  { name: 'secrets inside a list', input: { name: 'web-1', jumps: [{ key: 'k1' }, { key: 'k2' }] }, written: { name: 'web-1', jumps: [{ key: '•••' }, { key: '•••' }] } },
  { name: 'secrets inside a record', input: { name: 'web-1', keys: { ann: { pem: 'k' } } }, written: { name: 'web-1', keys: { ann: { pem: '•••' } } } },
  { name: 'a password inside an address', input: { name: 'web-1', url: 'https://ann:hunter2@web-1/x' }, written: { name: 'web-1', url: 'https://•••@web-1/x' } },
  { name: 'a field the schema does not know', input: { name: 'web-1', pasword: 'hunter2' }, written: { name: 'web-1', pasword: '•••' } },
  { name: 'a shape that may be one of several', input: { name: 'web-1', either: { a: 'hunter2' } }, written: { name: 'web-1', either: '•••' } },
  { name: 'a body', input: { name: 'web-1', body: new Uint8Array(5) }, written: { name: 'web-1', body: '5 bytes' } },
])('$name is not written down', ({ input, written }) => {
  expect(redacted(Host, input)).toEqual(written);
});
