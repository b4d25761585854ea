import assert from "node:assert/strict";
import test from "node:test";
import {
  AGAIN_MS,
  Rotation,
  forBoard,
  placeOf,
  rowsBeside,
} from "../../../services/display/static/media/state.js";

const picture = { id: "poster", kind: "picture", seconds: 10, file: "a.jpg" };
const video = { id: "film", kind: "video", seconds: 30, file: "b.webm" };
const text = { id: "free", kind: "text", seconds: 5, text: { id: "Gratis", en: "Free" } };

function rotation(...media) {
  const made = new Rotation();
  made.take(media);
  return made;
}

test("each medium stands for its time, in order, then the first again", () => {
  const media = rotation(picture, text, video);

  const seen = [0, 9_999, 10_000, 14_999, 15_000, 44_999, 45_000].map((now) => media.due(now)?.id);

  assert.deepEqual(seen, ["poster", "poster", "free", "free", "film", "film", "poster"]);
});

test("its time begins when it stands there, not while it loads", () => {
  const media = rotation(picture, text);
  media.due(0);
  media.began(4_000);

  assert.equal(media.due(13_000).id, "poster");
  assert.equal(media.due(14_000).id, "free");
});

test("a video without a time of its own stays until it has ended, and begins again if it is alone", () => {
  const media = rotation({ ...video, to_end: true }, text);
  media.due(0);
  media.began(1_000);

  assert.equal(media.due(900_000).id, "film");
  media.end();
  assert.equal(media.due(900_001, { isHeld: true }).id, "film");
  assert.equal(media.due(900_002).id, "free");
  assert.equal(media.due(905_002).id, "film");
  assert.equal(media.due(999_000).id, "film");

  const alone = rotation({ ...video, to_end: true });
  alone.due(0);
  alone.end();
  assert.equal(alone.due(1).id, "film");
});

test("nothing changes while it is held, then at once", () => {
  const media = rotation(picture, text);
  media.due(0);

  assert.equal(media.due(60_000, { isHeld: true }).id, "poster");
  assert.equal(media.due(60_001).id, "free");
});

test("what does not load is passed over, and tried again after a minute", () => {
  const media = rotation(picture, video);
  media.fail(media.due(0), 0);

  assert.equal(media.due(1, { isHeld: true }).id, "film");
  assert.equal(media.due(31_000).id, "film");
  assert.equal(media.due(AGAIN_MS + 1_001).id, "poster");
});

test("where nothing loads there is nothing, and with one medium it stays", () => {
  const broken = rotation(picture);
  broken.fail(broken.due(0), 0);
  const one = rotation(text);
  one.due(0);

  assert.equal(broken.due(1), null);
  assert.equal(one.due(99_000).id, "free");
  assert.equal(rotation().due(0), null);
});

test("a new list leaves what is shown as it is; what was removed leaves at once, even while held", () => {
  const media = rotation(picture, text, video);
  media.due(0);
  media.due(10_000);
  media.take([video, { ...text }, picture]);
  assert.equal(media.due(14_000).id, "free");

  media.take([video, picture]);

  assert.equal(media.due(14_001, { isHeld: true }).id, "poster");
});

test("a medium that was changed is shown anew, in its place", () => {
  const media = rotation(picture, text);
  media.due(0);
  media.take([{ ...picture, file: "c.jpg" }, text]);

  assert.equal(media.due(1).file, "c.jpg");
});

test("the quieter the board, the more room; where calls need all of it, none", () => {
  const at = (phase, more = {}) => placeOf({ phase, layout: "hall", isMany: false, isPart: false, ...more });

  assert.deepEqual(
    ["quiet", "closed", "cooled", "calling", "stale", "starting"].map((phase) => at(phase)),
    ["large", "large", "medium", "small", "hidden", "hidden"],
  );
  assert.equal(at("calling", { isMany: true }), "hidden");
  assert.equal(at("cooled", { isPart: true }), "hidden");
  assert.deepEqual(
    ["hall", "small", "portrait", "counter", "phone"].map((layout) => at("quiet", { layout })),
    ["large", "large", "large", "hidden", "hidden"],
  );
  assert.deepEqual(
    [
      rowsBeside("hall", "small", 5),
      rowsBeside("hall", "medium", 5),
      rowsBeside("hall", "hidden", 5),
      rowsBeside("phone", "hidden", 5),
    ],
    [3, 2, 5, 5],
  );
});

test("a board shows what is for every board, and what is for its own zone", () => {
  const house = {
    media: [text, { ...picture, zones: ["east"] }, { ...video, zones: ["west", "south"] }],
    counters: { 3: { zone: "west" } },
    agencies: { dukcapil: { zone: "east" } },
  };
  const shown = (board) => forBoard(house, board).map(({ id }) => id);

  assert.deepEqual(shown({}), ["free"]);
  assert.deepEqual(shown({ zone: "east" }), ["free", "poster"]);
  assert.deepEqual(shown({ agency: "dukcapil" }), ["free", "poster"]);
  assert.deepEqual(shown({ counter: "3" }), ["free", "film"]);
  assert.deepEqual(forBoard(null, {}), []);
});
