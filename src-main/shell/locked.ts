/** What a browser without credentials sees: how to come in, in both languages, in one file that asks for nothing else. */
export const lockedPage = (nonce: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>Stratoscope</title>
<style nonce="${nonce}">
  body { font: 15px/1.6 system-ui, 'Noto Sans CJK SC', sans-serif; max-width: 34rem; margin: 14vh auto; padding: 0 1.5rem; }
  code { font: 13px ui-monospace, monospace; padding: .15em .4em; border: 1px solid currentColor; border-radius: 4px; opacity: .85; }
  section + section { margin-top: 2.5rem; }
  h1 { font-size: 1.15rem; }
</style>
<section>
  <h1>This browser is not let in yet</h1>
  <p>Open the link that Stratoscope printed when it started. It works once, within a minute. For a fresh one run</p>
  <p><code>stratoscope link</code></p>
</section>
<section lang="zh-CN">
  <h1>此浏览器尚未获准访问</h1>
  <p>请打开 Stratoscope 启动时打印的链接。该链接一分钟内有效，且只能使用一次。如需新的链接，请运行</p>
  <p><code>stratoscope link</code></p>
</section>
</html>
`;
