// Comparison of pictures with those of the repository. Differences of single pixels, as antialiasing makes them, do not
// count; those that fill a part of some small square do.
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import pixelmatch from "pixelmatch";
import sharp, { type Sharp } from "sharp";

const REFERENCES = "pictures";
const ARTIFACTS = "artifacts/pictures";
/** The distance of two colours that counts as a difference; that of black and white is 1. */
const COLOR_DISTANCE = 0.006;
/** The side of the squares in which differences are counted, and the most that each may have. */
const SQUARE = 32;
const MOST_IN_A_SQUARE = 12;

/** Keeps the picture as the reference. */
export async function accept(name: string, picture: Buffer): Promise<void> {
  mkdirSync(REFERENCES, { recursive: true });
  await sharp(picture).removeAlpha().webp({ lossless: true, effort: 6 }).toFile(reference(name));
}

/** What is wrong with the picture, if it differs from the reference. Both are then kept, with their difference. */
export async function difference(name: string, picture: Buffer): Promise<string | null> {
  if (!existsSync(reference(name))) return keep(name, picture, null, "there is no reference");
  const sizes = await Promise.all([sharp(picture).metadata(), sharp(reference(name)).metadata()]);
  const [has, due] = sizes.map(({ width, height }) => `${width} × ${height} pixels`);
  const width = Math.max(...sizes.map((size) => size.width));
  const height = Math.max(...sizes.map((size) => size.height));
  const pixels = (image: Buffer | string) => filled(image, width, height);
  const [actual, expected] = await Promise.all([pixels(picture), pixels(reference(name))]);
  const shown = Buffer.alloc(actual.length);
  const options = { threshold: COLOR_DISTANCE, windowSize: SQUARE };
  const most = pixelmatch(actual, expected, shown, width, height, options);
  if (has === due && most <= MOST_IN_A_SQUARE) return null;
  const image = sharp(shown, { raw: { width, height, channels: 4 } });
  const why = has === due ? `${most} pixels differ in a square of ${SQUARE} × ${SQUARE}` : `it has ${has} instead of ${due}`;
  return keep(name, picture, image, why);
}

/** How many bytes all references have. */
export function bytes(): number {
  return readdirSync(REFERENCES).reduce((sum, file) => sum + statSync(`${REFERENCES}/${file}`).size, 0);
}

function reference(name: string): string {
  return `${REFERENCES}/${name}.webp`;
}

/** The picture's pixels, at the top left of a plane of that size. */
async function filled(picture: Buffer | string, width: number, height: number): Promise<Buffer> {
  const { width: own, height: high } = await sharp(picture).metadata();
  const room = { right: width - own, bottom: height - high, background: "#f0f" };
  return sharp(picture).ensureAlpha().extend(room).raw().toBuffer();
}

async function keep(name: string, picture: Buffer, shown: Sharp | null, why: string): Promise<string> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await sharp(picture).toFile(`${ARTIFACTS}/${name}-actual.png`);
  if (existsSync(reference(name))) await sharp(reference(name)).png().toFile(`${ARTIFACTS}/${name}-expected.png`);
  await shown?.png().toFile(`${ARTIFACTS}/${name}-difference.png`);
  return `${name}: ${why}`;
}
