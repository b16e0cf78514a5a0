import { createFigmaSandbox } from '../sandbox.js';
import type { FigmaSandbox } from '../sandbox.js';
import { decodePng } from '../testing/decode-png.js';
import { RestClient, SEED } from '../testing/client.js';

const DAY_MS = 86_400_000;

describe('images', () => {
  let sandbox: FigmaSandbox;
  let ines: RestClient;
  const thumbnailOf = async (key: string) =>
    (await ines.get(`/v1/files/${key}/meta`)).body.file.thumbnail_url as string;
  const load = async (url: string) => {
    const response = await fetch(url);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  };

  beforeAll(async () => (sandbox = await createFigmaSandbox()));
  beforeEach(async () => {
    sandbox.reset();
    ines = await RestClient.signIn(sandbox, 'ines');
  });
  afterAll(() => sandbox.close());

  it('of all files are different drawings that decode as PNG', async () => {
    const keys = [...sandbox.state.files.keys()].filter((key) => key !== SEED.branch);
    const drawings = await Promise.all(keys.map(async (key) => load(await thumbnailOf(key))));
    for (const { status, type, bytes } of drawings) {
      expect([status, type]).toEqual([200, 'image/png']);
      const { width, height, colors } = decodePng(bytes);
      expect([width, height]).toEqual([480, 300]);
      expect(colors.size).toBeGreaterThan(20);
    }
    expect(new Set(drawings.map(({ bytes }) => bytes.toString('base64'))).size).toBe(9);
  });

  it('of people decode as PNG and differ', async () => {
    const { comments } = (await ines.get(`/v1/files/${SEED.checkout}/comments`)).body;
    const urls = [...new Set<string>(comments.map(({ user }: { user: { img_url: string } }) => user.img_url))];
    const pictures = await Promise.all(urls.map(load));
    expect(pictures.map(({ bytes }) => decodePng(bytes).width)).toEqual([128, 128, 128]);
    expect(new Set(pictures.map(({ bytes }) => bytes.toString('base64'))).size).toBe(3);
  });

  it('need no token and lie on an origin of their own', async () => {
    expect(new URL(await thumbnailOf(SEED.checkout)).origin).toBe(sandbox.assetUrl);
    expect(sandbox.assetUrl).not.toBe(sandbox.apiUrl);
  });

  it('keep their link for a day, and expire on the sandbox’s clock', async () => {
    const url = await thumbnailOf(SEED.checkout);
    expect(await thumbnailOf(SEED.checkout)).toBe(url);
    sandbox.clock.advance(7 * DAY_MS);
    expect((await load(url)).status).toBe(200);
    expect(await thumbnailOf(SEED.checkout)).not.toBe(url);
    sandbox.clock.advance(DAY_MS);
    const { status, type, bytes } = await load(url);
    expect([status, type]).toEqual([403, 'application/xml']);
    expect(bytes.toString()).toContain('Request has expired');
  });

  it('are refused with a changed query, a missing one, or another path', async () => {
    const url = new URL(await thumbnailOf(SEED.checkout));
    const changed = (change: (copy: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return load(copy.href);
    };
    const answers = await Promise.all([
      changed((copy) => {
        copy.search = '';
      }),
      changed((copy) => {
        copy.searchParams.set('Expires', '4000000000');
      }),
      changed((copy) => {
        copy.searchParams.set('Signature', 'x');
      }),
      changed((copy) => {
        copy.pathname = '/thumbnails/00000000-0000-4000-8000-000000000000';
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it('of earlier versions are served too', async () => {
    const [first] = sandbox.state.file(SEED.checkout).versions;
    const { body } = await ines.get(`/v1/files/${SEED.checkout}?version=${first!.id}`);
    const [old, current] = [await load(body.thumbnailUrl), await load(await thumbnailOf(SEED.checkout))];
    expect(old.status).toBe(200);
    expect(old.bytes.equals(current.bytes)).toBe(false);
  });

  it('stand on the page that a file’s link leads to', async () => {
    const { url } = (await ines.get(`/v1/files/${SEED.checkout}/meta`)).body.file;
    const page = await (await fetch(url)).text();
    expect(page).toContain('Checkout redesign');
    expect(page).toContain(`${sandbox.assetUrl}/thumbnails/`);
    expect((await fetch(`${sandbox.webUrl}/design/nothing/x`)).status).toBe(404);
  });
});
