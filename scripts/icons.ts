import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';

/**
 * Renders `resources/icons` from its vector sources (`src/*.svg`) with a Chromium, by default Debian's; the result is
 * committed, so only somebody who changes a drawing runs this: `node scripts/icons.ts`.
 */
const dir = join(import.meta.dirname, '..', 'resources', 'icons');
const trayStates = ['ready', 'starting', 'attention', 'failed', 'stopped'] as const;

/** What the tray drawings take their colours from: ink on a light and on a dark panel, none for macOS templates. */
const inks = {
  light: 'color:#1d2433;--lit:#e0900f;--warn:#b86200;--bad:#d02f26',
  dark: 'color:#f4f2ec;--lit:#f5b23c;--warn:#ffc04d;--bad:#ff6d62',
  template: 'color:#000',
} as const;

/** Up to here the drawing without detail is used. */
const smallUpTo = 48;
const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const windowsTraySizes = [16, 20, 24, 32, 40, 48];
/** Panel icons of KDE (22) and the others (24). */
const linuxTraySizes = [22, 24];
/** macOS menu bar, in points. */
const macTraySize = 16;

/** A Windows icon: a directory of PNG images (ICONDIR and ICONDIRENTRY of the ICO format; PNG since Vista). */
export function ico(images: readonly { size: number; png: Uint8Array }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 0 means 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** Types of the macOS icon format that hold a PNG, with the edge in pixels; the later ones are for dense screens. */
const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
] as const;

/** A macOS icon family: tagged images after a header, lengths in big-endian and with their own eight bytes. */
export function icns(png: (size: number) => Uint8Array): Buffer {
  const chunk = (type: string, body: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  return chunk('icns', Buffer.concat(icnsTypes.map(([type, size]) => chunk(type, png(size)))));
}

async function render(page: Page, name: string, size: number, style = ''): Promise<Buffer> {
  const svg = await readFile(join(dir, 'src', `${name}.svg`), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style><div style="${style}">${svg}</div>`,
  );
  return page.screenshot({ omitBackground: true });
}

async function renderApp(page: Page): Promise<void> {
  await mkdir(join(dir, 'png'), { recursive: true });
  const images = new Map<number, Buffer>();
  for (const size of appSizes) {
    const png = await render(page, size <= smallUpTo ? 'app-small' : 'app', size);
    images.set(size, png);
    await writeFile(join(dir, 'png', `${size}.png`), png);
  }
  const image = (size: number): Buffer => {
    const png = images.get(size);
    if (!png) throw new Error(`no image of ${size} pixels`);
    return png;
  };
  await writeFile(join(dir, 'icon.icns'), icns(image));
  const sizes = [16, 24, 32, 48, 64, 128, 256];
  await writeFile(join(dir, 'icon.ico'), ico(sizes.map((size) => ({ size, png: image(size) }))));
}

async function renderTray(page: Page): Promise<void> {
  const out = join(dir, 'tray');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const state of trayStates) {
    const name = `tray-${state}`;
    const write = async (file: string, size: number, ink: keyof typeof inks) =>
      writeFile(join(out, file), await render(page, name, size, inks[ink]));
    await write(`${state}Template.png`, macTraySize, 'template');
    await write(`${state}Template@2x.png`, 2 * macTraySize, 'template');
    for (const tone of ['light', 'dark'] as const) {
      for (const size of linuxTraySizes) {
        await write(`${state}-${tone}-${size}.png`, size, tone);
        await write(`${state}-${tone}-${size}@2x.png`, 2 * size, tone);
      }
      const images: { size: number; png: Buffer }[] = [];
      for (const size of windowsTraySizes)
        images.push({ size, png: await render(page, name, size, inks[tone]) });
      await writeFile(join(out, `${state}-${tone}.ico`), ico(images));
    }
  }
}

if (import.meta.main) {
  const executablePath = process.env.GATEHOUSE_CHROMIUM ?? '/usr/bin/chromium';
  const browser: Browser = await chromium.launch({ executablePath });
  try {
    const page = await browser.newPage();
    await renderApp(page);
    await renderTray(page);
  } finally {
    await browser.close();
  }
}
