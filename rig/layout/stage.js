/**
 * Feeds a board with made-up states, on a clock that only the test advances. Runs before the page's scripts:
 * the board's WebSocket never connects, and an old TV's polls are answered with the made-up state.
 */
(() => {
  let now = 1_000_000;
  let sent = null;
  let played = 0;
  performance.now = () => now;
  document.addEventListener("DOMContentLoaded", () => {
    const still = new CSSStyleSheet();
    still.replaceSync("* { animation: none !important; transition: none !important }");
    document.adoptedStyleSheets = [still];
  });

  globalThis.WebSocket = class extends EventTarget {
    readyState = 0;
    close() {}
    send() {}
  };

  const RealRequest = globalThis.XMLHttpRequest;
  globalThis.XMLHttpRequest = class extends RealRequest {
    #isOfBoard = false;
    open(method, address, ...more) {
      this.#isOfBoard = address.includes("/board?");
      super.open(method, address, ...more);
    }
    send(body) {
      if (!this.#isOfBoard) return super.send(body);
      const response = { readyState: 4, status: sent ? 200 : 0, responseText: JSON.stringify(sent) };
      for (const [name, value] of Object.entries(response)) Object.defineProperty(this, name, { value });
      return this.onreadystatechange?.();
    }
  };

  const redraw = () => dispatchEvent(new Event("resize"));

  function send(house, board) {
    sent = { house, board };
    const { socket } = document.querySelector("antre-board") ?? {};
    if (!socket) return globalThis.AntreOldTv.board.again();
    for (const listener of socket.listenersAny()) {
      listener("house", house);
      listener("board", board);
    }
  }

  /** Play messages [house, board, afterMs] from an initial empty board; a null board means no contact. */
  async function play(all) {
    const epoch = `e${(played += 1)}`;
    const [names, first] = all[0];
    send(names, { ...first, epoch, seq: 0, calls: [] });
    for (const [house, board, afterMs] of all) {
      now += afterMs;
      if (board) send(house, { ...board, epoch });
      else sent = null;
      redraw();
    }
    await document.fonts.ready;
    redraw();
  }

  globalThis.stage = { play };
})();
