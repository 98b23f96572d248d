import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { Bodies } from '../../../src-main/shell/bodies.ts';
import { openTestDoor, OWNER_TOKEN } from '../../doors/door.ts';

const streamed = (...chunks: string[]): PassThrough => {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  return stream;
};
const settled = () => new Promise(setImmediate);

test('a body is what came, in one piece', async () => {
  const stream = streamed('ab', 'cd');
  stream.end();
  expect((await new Bodies().read(stream, { declared: 4, limitBytes: 4 })).toString()).toBe('abcd');
});

test('a length above the limit is refused before a byte has come; without a length, at the byte above it', async () => {
  const bodies = new Bodies();
  await expect(bodies.read(new PassThrough(), { declared: 5, limitBytes: 4 })).rejects.toMatchObject({ code: 'too-large' });
  await expect(bodies.read(streamed('abc', 'de'), { declared: null, limitBytes: 4 })).rejects.toMatchObject({ code: 'too-large' });
  expect(bodies.held).toBe(0);
});

test('unfinished bodies fill a bounded room; above it a large body is told to come again, a small one is taken, and what leaves makes room', async () => {
  const bodies = new Bodies(10, 4);
  const slow = streamed('x'.repeat(12));
  const reading = bodies.read(slow, { declared: 1000, limitBytes: 1000 });
  await settled();
  expect(bodies.held).toBe(8); // of 12, 4 are free
  await expect(bodies.read(streamed('y'.repeat(7)), { declared: 7, limitBytes: 1000 })).rejects.toMatchObject({ code: 'unavailable' });
  const small = streamed('abcd');
  small.end();
  expect((await bodies.read(small, { declared: 4, limitBytes: 1000 })).toString()).toBe('abcd');
  slow.destroy(new Error('gone'));
  await expect(reading).rejects.toThrow('gone');
  expect(bodies.held).toBe(0);
});

test('senders that never end their bodies keep nobody waiting', async () => {
  const open = await openTestDoor();
  onTestFinished(() => open[Symbol.asyncDispose]());
  const head = `POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${OWNER_TOKEN}\r\nContent-Type: application/x-protobuf\r\nContent-Length: 60000000\r\n\r\n`;
  const hanging = Array.from({ length: 100 }, () => connect(open.port, '127.0.0.1'));
  onTestFinished(() => { for (const socket of hanging) socket.destroy(); });
  await Promise.all(hanging.map(socket => new Promise(resolve => { socket.write(head + 'x'.repeat(1000), resolve); })));
  const answer = await open.ask({ method: 'POST', path: '/api/v1/import/prometheus', body: 'taken 1\n' });
  expect(answer.status).toBe(204);
});

test('a body that is announced too large is answered at once, and the connection ends', async () => {
  const open = await openTestDoor();
  onTestFinished(() => open[Symbol.asyncDispose]());
  const socket = connect(open.port, '127.0.0.1');
  socket.write(`POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${OWNER_TOKEN}\r\nContent-Type: application/x-protobuf\r\nContent-Length: 5000000000\r\n\r\n`);
  const heard = await socket.toArray();
  expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1\.1 413 .*larger than 67108864 bytes/s);
});
