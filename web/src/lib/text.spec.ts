import { confirmCommand, initials, isWebAddress } from './text.js';

describe('initials', () => {
  it.each([
    ['Mira Okafor', 'MO'],
    ['Ana Maria de Souza', 'AS'],
    ['mira.okafor@northwind.test', 'MO'],
    ['aiko', 'A'],
    ['Émile Zola', 'ÉZ'],
    ['🙂 Ole', 'O'],
    ['', ''],
  ])('of "%s" are "%s"', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});

it('writes a confirm command that leaves $JWT to the shell and quotes the ticket', () => {
  const command = confirmCommand('https://figbridge.example.com', 'figma', 'tk_1.a~b-c');
  expect(command.replaceAll(/ \\\n\s+/g, ' ')).toBe(
    `curl -X POST https://figbridge.example.com/api/integrations/figma/confirm -H "Authorization: Bearer $JWT" -H 'Content-Type: application/json' -d '{"ticket":"tk_1.a~b-c"}'`,
  );
});

it('leaves the page for web addresses alone', () => {
  expect(isWebAddress('https://www.figma.com/oauth?x=1')).toBe(true);
  expect(isWebAddress('http://127.0.0.1:4600/oauth')).toBe(true);
  for (const bad of ['javascript:alert(1)', ' https://x', 'data:text/html,x', '//evil', '/oauth', 'https:///x']) {
    expect(isWebAddress(bad)).toBe(false);
  }
});
