import { readPageSettings, takeDemoSignIn } from './demo-sign-in.js';

const JWT = 'aaa.bbb.ccc';

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    get length() {
      return values.size;
    },
  } as Storage;
}

describe('signing in from the address', () => {
  it('keeps the JWT for the tab and cleans the address when the server allows it', () => {
    const storage = memory();
    const signIn = takeDemoSignIn(new URL(`http://x/settings/integrations?a=1#jwt=${JWT}&b=2`), storage, true);
    expect(signIn.token()).toBe(JWT);
    expect(signIn.cleanAddress).toBe('/settings/integrations?a=1#b=2');
    const comingBack = takeDemoSignIn(
      new URL('http://x/settings/integrations?provider=figma&status=success'),
      storage,
      true,
    );
    expect(comingBack.token()).toBe(JWT);
    expect(comingBack.cleanAddress).toBeNull();
  });

  it('stores and reads nothing otherwise, and still removes the JWT from the address', () => {
    const storage = memory();
    takeDemoSignIn(new URL(`http://x/p#jwt=${JWT}`), storage, true);
    const signIn = takeDemoSignIn(new URL(`http://x/p#jwt=ddd.eee.fff`), storage, false);
    expect(signIn.token()).toBeNull();
    expect(signIn.cleanAddress).toBe('/p');
    expect(storage.getItem('figbridge.jwt')).toBe(JWT);
  });

  it('ignores what is no JWT and keeps the earlier one', () => {
    const storage = memory();
    takeDemoSignIn(new URL(`http://x/p#jwt=${JWT}`), storage, true);
    const signIn = takeDemoSignIn(new URL('http://x/p#jwt=%0d%0aEvil:1'), storage, true);
    expect(signIn.token()).toBe(JWT);
    expect(signIn.cleanAddress).toBe('/p');
  });
});

describe('the settings the server writes into the page', () => {
  it('allows the demo sign-in for true alone', () => {
    expect(readPageSettings('{"demoSignIn":true}').demoSignIn).toBe(true);
    for (const content of [null, '', '{}', 'nonsense', 'null', '[]', '{"demoSignIn":"true"}', '{"demoSignIn":1}']) {
      expect(readPageSettings(content).demoSignIn).toBe(false);
    }
  });

  it('links to Figma unless told another web origin', () => {
    expect(readPageSettings('{"figmaWebUrl":"http://127.0.0.1:4600/"}').figmaWebUrl).toBe('http://127.0.0.1:4600');
    for (const url of ['javascript:alert(1)', 'not a url', 7]) {
      expect(readPageSettings(JSON.stringify({ figmaWebUrl: url })).figmaWebUrl).toBe('https://www.figma.com');
    }
  });
});
