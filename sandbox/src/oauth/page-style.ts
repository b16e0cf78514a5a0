import { Html } from '../http/html.js';

/** One style sheet for all pages of the sandbox; colours follow the visitor's system setting. */
export const PAGE_STYLE = new Html(`
:root { color-scheme: light dark; --back: #f2f1ee; --card: #ffffff; --ink: #1d1c1a; --soft: #66625c; --line: #e2dfd9;
  --accent: #0b6e4f; --accent-ink: #ffffff; --tint: #e9f4ef; --note: #fff6dc; --note-ink: #6b5310; }
@media (prefers-color-scheme: dark) { :root { --back: #161514; --card: #211f1d; --ink: #f1eee9; --soft: #aaa49b;
  --line: #38352f; --accent: #5cc79b; --accent-ink: #0c1a14; --tint: #21332b; --note: #39311a; --note-ink: #ecd48a; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--back);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { width: 100%; max-width: 460px; background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / 8%); }
.note { margin: 0; padding: 8px 24px; background: var(--note); color: var(--note-ink); font-size: 13px; text-align: center; }
.body { padding: 24px; }
h1 { margin: 0 0 4px; font-size: 21px; line-height: 1.3; letter-spacing: -0.01em; }
p { margin: 0 0 16px; color: var(--soft); }
strong { color: var(--ink); font-weight: 600; }
fieldset { margin: 20px 0 0; padding: 0; border: 0; min-width: 0; }
legend, h2 { margin: 20px 0 8px; padding: 0; font-size: 13px; font-weight: 600; color: var(--soft); }
legend { margin-top: 0; }
.person { position: relative; display: flex; align-items: center; gap: 12px; padding: 8px 12px; border: 1px solid var(--line);
  border-radius: 10px; margin-bottom: 8px; cursor: pointer; }
.person:has(input:checked) { border-color: var(--accent); background: var(--tint); }
.person:has(input:focus-visible) { outline: 2px solid var(--accent); outline-offset: 2px; }
.person:has(input:disabled) { cursor: not-allowed; color: var(--soft); }
.person:has(input:disabled) img { opacity: 0.5; }
.person input { accent-color: var(--accent); margin: 0 0 0 auto; width: 18px; height: 18px; order: 3; flex: none; }
.person img { width: 36px; height: 36px; border-radius: 50%; flex: none; }
.person span { min-width: 0; overflow-wrap: anywhere; line-height: 1.35; }
.person small { display: block; color: var(--soft); font-size: 13px; }
ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li { padding: 8px 0 8px 26px; border-bottom: 1px solid var(--line); position: relative; }
li::before { content: ""; position: absolute; left: 5px; top: 13px; width: 6px; height: 10px; border: solid var(--accent);
  border-width: 0 2px 2px 0; transform: rotate(42deg); }
.actions { display: flex; gap: 12px; margin-top: 24px; }
button { flex: 1; font: inherit; font-weight: 600; padding: 11px 16px; border-radius: 10px; border: 1px solid var(--line);
  background: transparent; color: var(--ink); cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
button:hover { filter: brightness(1.06); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.foot { margin: 16px 0 0; font-size: 13px; overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--ink); }
.picture { display: block; width: 100%; border-bottom: 1px solid var(--line); }
`);
