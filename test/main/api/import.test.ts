import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDoor, openTestDoor } from '../../doors/door.ts';

let open: OpenDoor;
beforeAll(async () => { open = await openTestDoor(); });
afterAll(async () => { await open[Symbol.asyncDispose](); });

const push = async (body: string, query = '', headers: Record<string, string> = {}, token = open.tokenOf.ingest) => {
  const { status, text } = await open.ask({ method: 'POST', path: `/api/v1/import/prometheus${query}`, body, headers, token });
  return { status, error: text === '' ? '' : (JSON.parse(text) as { error: string }).error };
};
const vector = async (promql: string) => {
  const { text } = await open.ask({ path: `/api/v1/query?query=${encodeURIComponent(promql)}` });
  return (JSON.parse(text) as { data: { result: { metric: object; value: [number, string] }[] } }).data.result.map(({ metric, value }) => ({ metric, value: value[1] }));
};

test('a page that is pushed is stored at once, under the labels of its address', async () => {
  expect(await push('rooms{floor="1",job="x"} 4\nrooms{floor="2"} 5', '?extra_label=job%3Dpush&extra_label=instance%3Da+b%3Dc')).toEqual({ status: 204, error: '' });
  expect(await vector('rooms')).toEqual(['1', '2'].map((floor, i) => ({ metric: { __name__: 'rooms', floor, instance: 'a b=c', job: 'push' }, value: String(4 + i) })));
});

test('what a tool calls a form is a page all the same', async () => {
  expect((await push('posted{x="a&b=c"} 1\n', '', { 'Content-Type': 'application/x-www-form-urlencoded' })).status).toBe(204);
  expect(await vector('posted')).toEqual([{ metric: { __name__: 'posted', x: 'a&b=c' }, value: '1' }]);
});

test.each([
  { what: 'a page that is none', body: 'a 1\nb', query: '', headers: {}, status: 400, error: /^line 2/ },
  { what: 'a label without a name', body: 'a 1', query: '?extra_label=%3Dx', headers: {}, status: 400, error: /extra_label "=x" is no name=value/ },
  { what: 'another name for every metric', body: 'a 1', query: '?extra_label=__name__%3Dx', headers: {}, status: 400, error: /is no name=value of a label/ },
  { what: 'a packed page', body: 'a 1', query: '', headers: { 'Content-Encoding': 'gzip' }, status: 415, error: /content encoding "gzip"/ },
  { what: 'another workspace', body: 'a 1', query: '', headers: { 'X-Scope-OrgID': 'other' }, status: 403, error: /This workspace is default/ },
])('$what is refused', async ({ body, query, headers, status, error }) => {
  expect(await push(body, query, headers as Record<string, string>)).toEqual({ status, error: expect.stringMatching(error) });
});

test('who may only read pushes nothing', async () => {
  expect((await push('a 1', '', {}, open.tokenOf.viewer)).status).toBe(403);
});
