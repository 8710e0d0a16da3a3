/** A canvas to draw a digit on. */
export class Pad {
  #canvas;
  #ink;
  #empty = true;
  #changed;

  /** @param changed  called after each stroke */
  constructor(canvas, changed) {
    this.#canvas = canvas;
    this.#changed = changed;
    this.#ink = canvas.getContext('2d', { willReadFrequently: true });
    Object.assign(this.#ink, { lineWidth: 22, lineCap: 'round', lineJoin: 'round', strokeStyle: '#fff' });
    canvas.addEventListener('pointerdown', ({ offsetX, offsetY }) => {
      this.#ink.beginPath();
      this.#ink.moveTo(offsetX, offsetY);
    });
    canvas.addEventListener('pointermove', ({ offsetX, offsetY, buttons }) => {
      if (buttons === 0) return;
      this.#ink.lineTo(offsetX, offsetY);
      this.#ink.stroke();
      this.#empty = false;
    });
    canvas.addEventListener('pointerup', changed);
  }

  clear() {
    this.#ink.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#empty = true;
    this.#changed();
  }

  /** What is drawn, as the digits of the data set are: 28 x 28 bytes, the digit 20 pixels high or wide, in the middle. */
  image() {
    if (this.#empty) return undefined;
    const { width, height } = this.#canvas;
    const ink = this.#ink.getImageData(0, 0, width, height).data;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (ink[4 * (y * width + x) + 3] === 0) continue;
        [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      }
    }
    const [w, h] = [right - left + 1, bottom - top + 1];
    const scale = 20 / Math.max(w, h);
    const small = new OffscreenCanvas(28, 28).getContext('2d');
    small.imageSmoothingQuality = 'high';
    small.drawImage(this.#canvas, left, top, w, h, 14 - (w * scale) / 2, 14 - (h * scale) / 2, w * scale, h * scale);
    return Uint8Array.from(small.getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 === 3));
  }
}
