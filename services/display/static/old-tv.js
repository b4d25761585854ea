/*
 * Antre's board for old TVs, in ES5. "make old-tv" makes it of the board's sources; change those, not this.
 * Made by: @babel/core 8.1.3, @babel/preset-env 8.0.7, esbuild 0.28.2
 * Sources: scripts/old_tv/make.mjs scripts/old_tv/package.json services/display/static/board/announcer.js services/display/static/board/draw.js services/display/static/board/drift.js services/display/static/board/fitting.js services/display/static/board/lines.js services/display/static/board/panel.js services/display/static/board/scene.js services/display/static/board/screen.js services/display/static/board/side.js services/display/static/board/sizes.js services/display/static/board/state.js services/display/static/board/strip.js services/display/static/board/voice-addresses.js services/display/static/board/words.js services/display/static/device/receipts.js services/display/static/device/state.js services/display/static/old/asking.js services/display/static/old/board.js services/display/static/old/device.js services/display/static/old/drawing.js services/display/static/old/missing.js services/display/static/old/old-tv.js services/display/static/old/pairing.js services/display/static/old/polling.js services/display/static/old/voice.js services/web/static/elements.js services/web/static/freshness.js services/web/static/pairing/pairing-screen.js services/web/static/pairing/words.js services/web/static/server-clock.js services/web/static/storage.js services/web/static/weave.js services/web/static/words/format.js services/web/static/words/languages.js services/web/static/words/notices.js services/web/static/words/wait.js
 * Sources sha256: 6ad356e477454c5079add56f926aff90ca5350efce382c3524ffc7f297e951a2
 * Body sha256: 6b1b4f1a4ec90cbfeff86e78da6514484fd231a8e4075bed153f5b2359a590ff
 */
var _excluded = ["build"];
function _objectWithoutPropertiesLoose(r, e) { if (null == r) return {}; var t = {}; for (var n in r) if ({}.hasOwnProperty.call(r, n)) { if (-1 !== e.indexOf(n)) continue; t[n] = r[n]; } return t; }
function _arrayLikeToArray(r, a) { (null == a || a > r.length) && (a = r.length); for (var e = 0, n = Array(a); e < a; e++) n[e] = r[e]; return n; }
function _extends() { return _extends = Object.assign ? Object.assign.bind() : function (n) { for (var e = 1; e < arguments.length; e++) { var t = arguments[e]; for (var r in t) ({}).hasOwnProperty.call(t, r) && (n[r] = t[r]); } return n; }, _extends.apply(null, arguments); }
function _defineProperties(r, t) { for (var o = 0; o < t.length; o++) { var i = t[o]; i.enumerable = i.enumerable || !1, i.configurable = !0, "value" in i && (i.writable = !0), Object.defineProperty(r, _toPropertyKey(i.key), i); } }
function _createClass(e, r, t) { return r && _defineProperties(e.prototype, r), t && _defineProperties(e, t), Object.defineProperty(e, "prototype", { writable: !1 }), e; }
function _toPropertyKey(r) { var o = _toPrimitive(r, "string"); return "symbol" == typeof o ? o : o + ""; }
function _toPrimitive(t, e) { if ("object" != typeof t || !t) return t; var r; if ("undefined" != typeof Symbol && void 0 !== (r = t[Symbol.toPrimitive])) { var i = r.call(t, e || "default"); if ("object" != typeof i) return i; throw new TypeError("@@toPrimitive must return a primitive value."); } return ("string" === e ? String : Number)(t); }
var AntreOldTv = function () {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = function __export(target, all) {
    for (var name in all) __defProp(target, name, {
      get: all[name],
      enumerable: true
    });
  };
  var __copyProps = function __copyProps(to, from, except, desc) {
    if (from && typeof from === "object" || typeof from === "function") {
      var _loop = function _loop() {
        var key = _getOwnPropNames2[_i2];
        if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
          get: function get() {
            return from[key];
          },
          enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
        });
      };
      for (var _i2 = 0, _getOwnPropNames2 = __getOwnPropNames(from); _i2 < _getOwnPropNames2.length; _i2++) {
        _loop();
      }
    }
    return to;
  };
  var __toCommonJS = function __toCommonJS(mod) {
    return __copyProps(__defProp({}, "__esModule", {
      value: true
    }), mod);
  };
  var old_tv_exports = {};
  __export(old_tv_exports, {
    Announcer: function Announcer() {
      return _Announcer;
    },
    board: function board() {
      return _board;
    },
    trace: function trace() {
      return _trace;
    }
  });
  function polyfill(owner, name, value) {
    if (!owner[name]) Object.defineProperty(owner, name, {
      value: value,
      configurable: true,
      writable: true
    });
  }
  polyfill(Object, "hasOwn", function (owner, name) {
    return Object.prototype.hasOwnProperty.call(owner, name);
  });
  polyfill(Object, "entries", function (owner) {
    return Object.keys(owner).map(function (name) {
      return [name, owner[name]];
    });
  });
  polyfill(Object, "assign", function (owner) {
    for (var _len = arguments.length, others = new Array(_len > 1 ? _len - 1 : 0), _key = 1; _key < _len; _key++) {
      others[_key - 1] = arguments[_key];
    }
    for (var _i4 = 0; _i4 < others.length; _i4++) {
      var other = others[_i4];
      for (var _i6 = 0, _Object$keys2 = Object.keys(other || {}); _i6 < _Object$keys2.length; _i6++) {
        var name = _Object$keys2[_i6];
        owner[name] = other[name];
      }
    }
    return owner;
  });
  polyfill(Number, "isInteger", function (value) {
    return typeof value === "number" && isFinite(value) && Math.floor(value) === value;
  });
  polyfill(Math, "hypot", function (x, y) {
    return Math.sqrt(x * x + y * y);
  });
  polyfill(Array.prototype, "find", function find(is) {
    return this.filter(is)[0];
  });
  polyfill(Array.prototype, "includes", function includes(value) {
    return this.indexOf(value) !== -1;
  });
  polyfill(Array.prototype, "flat", function flat(depth) {
    if (depth === void 0) {
      depth = 1;
    }
    return this.reduce(function (all, one) {
      return all.concat(Array.isArray(one) && depth > 1 ? one.flat(depth - 1) : one);
    }, []);
  });
  polyfill(Array.prototype, "flatMap", function flatMap(make) {
    return this.map(make).flat();
  });
  polyfill(String.prototype, "includes", function includes2(part) {
    return this.indexOf(part) !== -1;
  });
  polyfill(String.prototype, "startsWith", function startsWith(part) {
    return this.lastIndexOf(part, 0) === 0;
  });
  var STEP_MAX_MS = 6e4;
  function steadyClock() {
    var last = Date.now();
    var elapsed = 0;
    return function () {
      var now = Date.now();
      elapsed += Math.max(0, Math.min(STEP_MAX_MS, now - last));
      last = now;
      return elapsed;
    };
  }
  if (typeof window !== "undefined") {
    if (!window.performance) window.performance = {};
    polyfill(window.performance, "now", steadyClock());
  }
  if (typeof Element !== "undefined") {
    polyfill(Element.prototype, "append", function append() {
      for (var _len2 = arguments.length, children = new Array(_len2), _key2 = 0; _key2 < _len2; _key2++) {
        children[_key2] = arguments[_key2];
      }
      for (var _i8 = 0; _i8 < children.length; _i8++) {
        var child = children[_i8];
        this.appendChild(typeof child === "object" ? child : document.createTextNode(child));
      }
    });
  }
  var HOLD_MS = 8e3;
  var BURST_HOLD_MS = 3e3;
  var FLOOD_HOLD_MS = 1500;
  var BURST_ABOVE = 3;
  var FLOOD_ABOVE = 8;
  var LIT_MS = 3e4;
  var FRESH_MS = 3e4;
  var WAIT_MAX_MS = 24e4;
  var AUDIO_MAX_MS = 3e4;
  var QUEUE_MAX = 100;
  var CALLS_MAX = 12;
  var ANNOUNCED_MAX = 200;
  var MEMORY_MAX = 40;
  var NOTHING_OWED = Object.freeze({
    calls: [],
    keptMs: 0
  });
  var idOf = function idOf(call) {
    return call.number + " " + call.counter + " " + call.called_at;
  };
  var isSamePlace = function isSamePlace(a, b) {
    return a.number === b.number && a.counter === b.counter;
  };
  var ADDED_FIELDS = ["litMs", "isWarm", "isSounding", "n", "calledMs", "dueMs"];
  var _Announcer = function () {
    "use strict";

    function _Announcer() {
      this._board = null;
      this._queue = [];
      this._lit = null;
      this._announced = [];
      this._owed = NOTHING_OWED;
      this._newest = {
        epoch: null,
        seq: -1
      };
      this._burst = null;
      this._sound = "locked";
      this._isStale = false;
    }
    var _proto = _Announcer.prototype;
    _proto.hear = function hear(event) {
      var effects = [];
      switch (event.kind) {
        case "remember":
          this._remember(event);
          break;
        case "board":
          effects.push.apply(effects, this._take(event.board, event.at));
          break;
        case "audio":
          effects.push.apply(effects, this._endAudio(event));
          break;
        case "sound":
          this._sound = event.state;
          break;
        case "stale":
          effects.push.apply(effects, this._goStale());
          break;
        case "fresh":
          this._resume(event.at);
          break;
        default:
      }
      effects.push.apply(effects, this._advance(event.at));
      return effects;
    };
    _proto.isOnAir = function isOnAir(at) {
      return this._queue.length > 0 || Boolean(this._lit && (this._lit.isSounding || at - this._lit.litMs < this._holdMs));
    };
    _proto._remember = function _remember(_ref) {
      var told = _ref.told,
        owed = _ref.owed,
        keptMs = _ref.keptMs;
      this._announced = [].concat(told);
      this._owed = {
        calls: owed,
        keptMs: keptMs
      };
    };
    _proto._takeOver = function _takeOver(board2, at) {
      var _this$_owed = this._owed,
        calls = _this$_owed.calls,
        keptMs = _this$_owed.keptMs;
      this._owed = NOTHING_OWED;
      var nowMs = Date.parse(board2.now);
      if (nowMs - keptMs >= FRESH_MS) return;
      for (var _i0 = 0; _i0 < calls.length; _i0++) {
        var call = calls[_i0];
        var ageMs2 = nowMs - Date.parse(call.called_at);
        this._announced.push(idOf(call));
        this._queue.push(_extends({}, call, {
          calledMs: at - ageMs2,
          dueMs: at - ageMs2 + WAIT_MAX_MS
        }));
      }
    };
    _proto._take = function _take(board2, at) {
      var _this = this;
      this._board = board2;
      this._takeOver(board2, at);
      this._queue = this._queue.filter(function (call) {
        return _this._isStillDue(call);
      });
      var effects = [];
      if (this._lit && !this._isValid(this._lit)) {
        effects.push.apply(effects, this._hush().concat([{
          kind: "leave",
          seq: this._lit.seq
        }]));
        this._lit = null;
      }
      for (var _i10 = 0, _sort2 = [].concat(board2.calls).sort(function (a, b) {
          return a.seq - b.seq;
        }); _i10 < _sort2.length; _i10++) {
        var call = _sort2[_i10];
        if (!this._isNew(call, board2)) continue;
        var ageMs2 = Date.parse(board2.now) - Date.parse(call.called_at);
        if (ageMs2 < FRESH_MS && !call.over) this._queue.push(_extends({}, call, {
          calledMs: at - ageMs2,
          dueMs: at + WAIT_MAX_MS
        }));
      }
      this._queue = this._queue.slice(-QUEUE_MAX);
      return effects;
    };
    _proto._isNew = function _isNew(call, board2) {
      var isOld = board2.epoch === this._newest.epoch && call.seq <= this._newest.seq;
      if (!isOld) this._newest = {
        epoch: board2.epoch,
        seq: call.seq
      };
      if (isOld || this._announced.includes(idOf(call))) return false;
      this._announced = [].concat(this._announced, [idOf(call)]).slice(-ANNOUNCED_MAX);
      return true;
    };
    _proto._isValid = function _isValid(call) {
      var calls = this._board.calls;
      if (calls.some(function (other) {
        return isSamePlace(other, call);
      })) return true;
      return this._mayBePushedOut(call);
    };
    _proto._isStillDue = function _isStillDue(call) {
      var current = this._board.calls.find(function (other) {
        return isSamePlace(other, call);
      });
      if (!current) return this._mayBePushedOut(call);
      return !current.over && (current.called_at === call.called_at || current.recalls > call.recalls);
    };
    _proto._mayBePushedOut = function _mayBePushedOut(call) {
      var _this$_board = this._board,
        calls = _this$_board.calls,
        _this$_board$withdraw = _this$_board.withdrawn,
        withdrawn = _this$_board$withdraw === void 0 ? [] : _this$_board$withdraw;
      if (calls.length < CALLS_MAX || calls.some(function (other) {
        return other.number === call.number;
      })) return false;
      if (withdrawn.some(function (_ref2) {
        var number = _ref2.number,
          at = _ref2.at;
        return number === call.number && at >= call.called_at;
      })) return false;
      return calls.every(function (other) {
        return other.seq > call.seq;
      });
    };
    _proto._endAudio = function _endAudio(_ref3) {
      var _this$_lit;
      var seq = _ref3.seq,
        outcome = _ref3.outcome;
      if (!((_this$_lit = this._lit) != null && _this$_lit.isSounding) || this._lit.seq !== seq) return [];
      this._lit.isSounding = false;
      return [outcome === "ended" ? {
        kind: "spoken",
        seq: seq
      } : {
        kind: "silent",
        seq: seq,
        why: "failed"
      }];
    };
    _proto._goStale = function _goStale() {
      this._isStale = true;
      return [].concat(this._hush(), this._cool());
    };
    _proto._resume = function _resume(at) {
      this._isStale = false;
      this._queue = this._queue.filter(function (call) {
        return at - call.calledMs < FRESH_MS;
      });
    };
    _proto._advance = function _advance(at) {
      var _this$_lit2;
      this._queue = this._queue.filter(function (call) {
        return at < call.dueMs;
      });
      var effects = this._hurry();
      if (this._isStale) return effects;
      if ((_this$_lit2 = this._lit) != null && _this$_lit2.isSounding && at - this._lit.litMs >= AUDIO_MAX_MS) effects.push.apply(effects, this._hush());
      if (this._lit && (this._lit.isSounding || at - this._lit.litMs < this._holdMs)) return effects;
      var next = this._queue.shift();
      if (next) return [].concat(effects, this._light(next, at));
      this._burst = null;
      if (this._lit && at - this._lit.litMs >= LIT_MS) effects.push.apply(effects, this._cool());
      return effects;
    };
    _proto._hurry = function _hurry() {
      var _this$_lit3;
      if (!this._burst || this._burst.isBrief || this._queue.length <= BURST_ABOVE) return [];
      this._burst.isBrief = true;
      return (_this$_lit3 = this._lit) != null && _this$_lit3.isSounding ? [{
        kind: "brief",
        seq: this._lit.seq
      }] : [];
    };
    _proto._light = function _light(call, at) {
      var _this$_burst;
      var waiting = this._queue.length;
      var burst = (_this$_burst = this._burst) != null ? _this$_burst : {
        n: 0,
        isBrief: false
      };
      this._burst = {
        n: burst.n + 1,
        isBrief: burst.isBrief || waiting > BURST_ABOVE
      };
      var number = call.number,
        counter = call.counter,
        recalls = call.recalls,
        seq = call.seq;
      var isSounding = this._sound === "on";
      this._lit = _extends({}, call, {
        litMs: at,
        isWarm: true,
        isSounding: isSounding,
        n: this._burst.n
      });
      var effects = [{
        kind: "light",
        seq: seq,
        number: number,
        counter: counter,
        recalls: recalls,
        n: this._burst.n,
        of: this._burst.n + waiting
      }];
      effects.push({
        kind: "shown",
        seq: seq
      });
      if (isSounding) {
        effects.push({
          kind: "chime",
          seq: seq,
          times: recalls ? 2 : 1
        });
        effects.push({
          kind: "speak",
          seq: seq,
          number: number,
          counter: counter,
          recalls: recalls,
          brief: this._burst.isBrief
        });
      } else effects.push({
        kind: "silent",
        seq: seq,
        why: this._sound
      });
      return effects;
    };
    _proto._hush = function _hush() {
      var _this$_lit4;
      if (!((_this$_lit4 = this._lit) != null && _this$_lit4.isSounding)) return [];
      this._lit.isSounding = false;
      var seq = this._lit.seq;
      return [{
        kind: "hush",
        seq: seq
      }, {
        kind: "silent",
        seq: seq,
        why: "stopped"
      }];
    };
    _proto._cool = function _cool() {
      var _this$_lit5;
      if (!((_this$_lit5 = this._lit) != null && _this$_lit5.isWarm)) return [];
      this._lit.isWarm = false;
      return [{
        kind: "cool",
        seq: this._lit.seq
      }];
    };
    return _createClass(_Announcer, [{
      key: "lit",
      get: function get() {
        return this._lit;
      }
    }, {
      key: "waiting",
      get: function get() {
        return this._queue;
      }
    }, {
      key: "board",
      get: function get() {
        return this._board;
      }
    }, {
      key: "memory",
      get: function get() {
        var _this$_lit6;
        var unfinished = (_this$_lit6 = this._lit) != null && _this$_lit6.isSounding ? [this._lit].concat(this._queue) : this._queue;
        var ids = unfinished.map(idOf);
        return {
          told: this._announced.filter(function (id) {
            return !ids.includes(id);
          }).slice(-MEMORY_MAX),
          owed: unfinished.map(withoutAddedFields)
        };
      }
    }, {
      key: "_holdMs",
      get: function get() {
        var _this$_burst2;
        if (this._queue.length > FLOOD_ABOVE) return FLOOD_HOLD_MS;
        return (_this$_burst2 = this._burst) != null && _this$_burst2.isBrief ? BURST_HOLD_MS : HOLD_MS;
      }
    }]);
  }();
  function withoutAddedFields(call) {
    var original = _extends({}, call);
    for (var _i12 = 0; _i12 < ADDED_FIELDS.length; _i12++) {
      var name = ADDED_FIELDS[_i12];
      delete original[name];
    }
    return original;
  }
  var CLOSE = "-.045em";
  function shrink(numbers, room, _temp) {
    var _ref4 = _temp === void 0 ? {} : _temp,
      _ref4$font = _ref4.font,
      font = _ref4$font === void 0 ? null : _ref4$font;
    var key = font + " " + room + " " + (document.fonts && document.fonts.status);
    for (var _i14 = 0; _i14 < numbers.length; _i14++) {
      var number = numbers[_i14];
      key += " " + number.textContent;
    }
    if (!numbers.length || numbers[0].dataset.fitted === key) return;
    for (var _i16 = 0; _i16 < numbers.length; _i16++) {
      var _number = numbers[_i16];
      _number.dataset.fitted = key;
      _number.style.letterSpacing = "";
      _number.style.fontSize = font ? font + "px" : "";
    }
    if (widestOf(numbers) > room) for (var _i18 = 0; _i18 < numbers.length; _i18++) {
      var _number2 = numbers[_i18];
      _number2.style.letterSpacing = CLOSE;
    }
    var size = font || parseFloat(getComputedStyle(numbers[0]).fontSize);
    var fontSize = Math.floor(size * Math.min(1, room / (widestOf(numbers) || room))) + "px";
    for (var _i20 = 0; _i20 < numbers.length; _i20++) {
      var _number3 = numbers[_i20];
      _number3.style.fontSize = fontSize;
    }
  }
  var ONE_LINE_LEAST = 0.85;
  var WHOLE_LEAST = 0.6;
  var LINE_HEIGHT = 1.08;
  var PX_LEAST = 4;
  var TRIES = 7;
  function settle(text, room, _temp2) {
    var _ref5 = _temp2 === void 0 ? {} : _temp2,
      _ref5$font = _ref5.font,
      font = _ref5$font === void 0 ? null : _ref5$font;
    if (!text || !room) return;
    var key = font + " " + room + " " + (document.fonts && document.fonts.status) + " " + text.textContent;
    if (text.dataset.settled === key) return;
    text.dataset.settled = key;
    var box = boxIn(text);
    layFlat(box);
    text.style.fontSize = font ? font + "px" : "";
    var natural = font || parseFloat(getComputedStyle(text).fontSize);
    delete text.dataset.fitted;
    shrink([text], room[0], {
      font: font
    });
    var alone = parseFloat(text.style.fontSize);
    var spacing = text.style.letterSpacing;
    if (alone >= natural * ONE_LINE_LEAST) return;
    text.style.letterSpacing = "normal";
    var _map = [false, true].map(function (breaks) {
        return largest(text, box, room, {
          natural: natural,
          breaks: breaks
        });
      }),
      whole = _map[0],
      broken = _map[1];
    var isWhole = whole >= broken * WHOLE_LEAST;
    var size = isWhole ? whole : broken;
    if (size > alone) lay(text, box, room, {
      size: size,
      breaks: !isWhole
    });else {
      layFlat(box);
      text.style.fontSize = alone + "px";
      text.style.letterSpacing = spacing;
    }
  }
  function settlePair(text, second2, room, pxLeast) {
    if (!text || !room) return;
    var key = room + " " + (document.fonts && document.fonts.status) + " " + text.textContent;
    if (text.dataset.paired === key) return;
    text.dataset.paired = key;
    if (second2) second2.style.display = "";
    settle(text, room);
    if (!second2 || parseFloat(text.style.fontSize) >= pxLeast) return;
    second2.style.display = "none";
    delete text.dataset.settled;
    settle(text, room);
  }
  function settleBoth(one, other, _ref6, gap) {
    var width = _ref6[0],
      height = _ref6[1];
    var needs = [one, other].map(function (text) {
      return text ? widestOf([text]) : 0;
    });
    if (needs[0] + needs[1] + gap <= width) return;
    var others = Math.min(needs[1], Math.max(width * 0.4, width - gap - needs[0]));
    settle(one, [width - gap - others, height]);
    settle(other, [others, height]);
  }
  function boxIn(text) {
    var _text$children = text.children,
      first2 = _text$children[0];
    if (first2 && first2.className === "fit") return first2;
    var box = document.createElement("span");
    box.className = "fit";
    while (text.firstChild) box.appendChild(text.firstChild);
    text.appendChild(box);
    return box;
  }
  function largest(text, box, room, _ref7) {
    var natural = _ref7.natural,
      breaks = _ref7.breaks;
    var fits = PX_LEAST,
      tooLarge = natural;
    for (var n = 0; n < TRIES; n += 1) {
      var size = (fits + tooLarge) / 2;
      lay(text, box, room, {
        size: size,
        breaks: breaks
      });
      if (box.scrollWidth <= room[0] + 1 && box.offsetHeight <= room[1]) fits = size;else tooLarge = size;
    }
    return Math.floor(fits);
  }
  function layFlat(_ref8) {
    var style = _ref8.style;
    for (var _i22 = 0, _ref0 = ["display", "width", "lineHeight"]; _i22 < _ref0.length; _i22++) {
      var name = _ref0[_i22];
      style[name] = "";
    }
    style.whiteSpace = "nowrap";
  }
  function lay(text, box, _ref1, _ref10) {
    var width = _ref1[0];
    var size = _ref10.size,
      breaks = _ref10.breaks;
    text.style.fontSize = size + "px";
    var style = box.style;
    style.display = "inline-block";
    style.width = width + "px";
    style.whiteSpace = "normal";
    style.lineHeight = LINE_HEIGHT;
    style.wordWrap = breaks ? "break-word" : "normal";
  }
  function widestOf(texts) {
    var widest = 0;
    for (var _i24 = 0; _i24 < texts.length; _i24++) {
      var text = texts[_i24];
      var range = document.createRange();
      range.selectNodeContents(text);
      var scale = text.offsetWidth ? text.getBoundingClientRect().width / text.offsetWidth : 1;
      widest = Math.max(widest, range.getBoundingClientRect().width / scale);
    }
    return widest;
  }
  var NBSP = "\xA0";
  var DAYS = {
    id: "Minggu Senin Selasa Rabu Kamis Jumat Sabtu".split(" "),
    en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ")
  };
  var MONTHS = {
    id: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(" "),
    en: "January February March April May June July August September October November December".split(" ")
  };
  function clock(iso) {
    return iso.slice(11, 13) + "." + iso.slice(14, 16);
  }
  function longDate(iso, language) {
    var _iso$slice$split$map = iso.slice(0, 10).split("-").map(Number),
      year = _iso$slice$split$map[0],
      month = _iso$slice$split$map[1],
      day = _iso$slice$split$map[2];
    var comma = language === "id" ? "," : "";
    return "" + dayName(iso, language) + comma + " " + day + NBSP + MONTHS[language][month - 1] + " " + year;
  }
  function dayName(iso, language) {
    var _iso$slice$split$map2 = iso.slice(0, 10).split("-").map(Number),
      year = _iso$slice$split$map2[0],
      month = _iso$slice$split$map2[1],
      day = _iso$slice$split$map2[2];
    return DAYS[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  }
  function together(phrase) {
    return phrase.replace(/ /g, NBSP);
  }
  var NAME_LONG = 20;
  function unbroken(name) {
    return name.length > NAME_LONG ? name : together(name);
  }
  function fill(words2, values) {
    return words2.replace(/\{(\w+)\}/g, function (_, name) {
      var _values$name;
      return String((_values$name = values[name]) != null ? _values$name : "");
    });
  }
  function pageLanguages() {
    return document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];
  }
  function inLanguage(language, pair2, values) {
    if (values === void 0) {
      values = {};
    }
    return fill(pair2[language === "id" ? 0 : 1], values);
  }
  function inEach(languages, pair2, values) {
    if (values === void 0) {
      values = {};
    }
    return languages.map(function (language, n) {
      var own = {};
      for (var _i26 = 0, _Object$entries2 = Object.entries(values); _i26 < _Object$entries2.length; _i26++) {
        var _Object$entries2$_i = _Object$entries2[_i26],
          name = _Object$entries2$_i[0],
          value = _Object$entries2$_i[1];
        own[name] = Array.isArray(value) ? value[n] : value;
      }
      return inLanguage(language, pair2, own);
    });
  }
  var WORDS = {
    title: ["Nomor antrean", "Now calling"],
    cooled: ["Panggilan terakhir", "Latest call"],
    ofMany: ["{n} dari {of} nomor", "{n} of {of} numbers"],
    again: ["Dipanggil lagi, kali ke-{times}", "Called again, {times}"],
    go: ["Silakan menuju {counter}", "Please go to {counter}"],
    counter: ["Loket", "Counter"],
    right: ["ke kanan", "to the right"],
    left: ["ke kiri", "to the left"],
    ahead: ["lurus", "straight ahead"],
    up: ["lantai atas", "upstairs"],
    down: ["lantai bawah", "downstairs"],
    zone: ["Zona {zone}", "{zone} zone"],
    earlier: ["Panggilan sebelumnya", "Earlier calls"],
    ready: ["Mohon bersiap", "Get ready"],
    readyNarrow: ["Bersiap", "Get ready"],
    waiting: ["Menunggu", "Waiting"],
    people: ["orang", ""],
    welcome: ["Selamat datang", "Welcome"],
    nobody: ["Belum ada nomor yang dipanggil.", "Nobody has been called yet."],
    opens: ["Pemanggilan mulai pukul", "Calling starts at"],
    callingStarts: ["Pemanggilan mulai pukul\xA0{time}.", "Calling starts at {time}."],
    closed: ["Pelayanan hari ini sudah selesai.", "Closed for today."],
    opensAgain: ["Buka lagi {day} pukul\xA0{time}.", "Open again {day} {time}."],
    howTitle: ["Cara mengantre", "How to queue"],
    how1: ["Ambil nomor di mesin antrean", "Take a number at the machine"],
    how2: ["Lihat layar dan dengarkan panggilan", "Watch the screen and listen"],
    how3: ["Menuju {counter} Anda", "Go to your {counter}"],
    missed: ["Nomor terlewat: {list}.", "Missed: {list}."],
    withdrawn: ["Panggilan {number} ditarik. Mohon tunggu panggilan berikutnya.", "The call for {number} was withdrawn. Please wait to be called."],
    paused: ["{counter} tutup sementara.", "{counter} is closed for a short time."],
    pausedUntil: ["{counter} tutup sementara. Buka lagi pukul {time}.", "{counter} is closed for a short time. Back at {time}."],
    missedOne: ["{number} ke {counter}", "{number} go to {counter}"],
    staleTitle: ["Layar ini belum diperbarui", "This screen has not been updated"],
    staleSince: ["sejak pukul {time}", "since {time}"],
    staleDo: ["Dengarkan panggilan petugas, atau tanyakan di meja informasi.", "Please listen for staff, or ask at the information desk."],
    staleList: ["Panggilan sampai pukul\xA0{time}", "Calls up to {time}"],
    staleLast: ["Terakhir dipanggil pukul\xA0{time}", "Last called at {time}"],
    staleReady: ["Daftar ini tampil lagi setelah layar diperbarui.", "This list returns when the screen is updated."],
    staleKeep: ["Nomor Anda tetap berlaku.", "Your number is still valid."],
    soundLocked: ["Suara layar ini belum menyala. Petugas: tekan OK pada remote atau sentuh layar.", "Sound is not on yet. Staff: press OK on the remote or touch the screen."],
    muted: ["Layar ini sedang tanpa suara. Mohon perhatikan nomor di layar.", "This screen has no sound now. Please watch the numbers."],
    many: ["Layar {n} dari {of}", "Screen {n} of {of}"],
    phone: ["Lihat layar ini di HP: pindai kode.", "See this screen on your phone: scan the code."],
    deskCalling: ["Silakan, {number}", "Please come, {number}"],
    deskServing: ["Sedang melayani {number}", "Serving {number}"],
    deskFree: ["Mohon tunggu nomor Anda dipanggil", "Please wait to be called"],
    deskPaused: ["Tutup sementara", "Closed for a short time"],
    deskPausedUntil: ["Tutup sementara, buka lagi pukul\xA0{time}", "Closed for a short time, back at\xA0{time}"],
    deskClosed: ["{counter} tutup", "{counter} closed"],
    full: ["Layar ini sedang dilihat banyak orang. Lihat layar di ruang tunggu, atau coba lagi dalam 1 menit.", "Many people are viewing this. Watch the hall screens, or try again in 1 minute."],
    unknown: ["Layar ini belum diatur. Petugas: periksa alamat layar ini.", "This screen is not set up. Staff: check its address."],
    starting: ["Layar ini sedang disiapkan.", "This screen is getting ready."]
  };
  var ORDINAL = ["", "1st time", "2nd time", "3rd time"];
  function times(n) {
    var _ORDINAL$n;
    return (_ORDINAL$n = ORDINAL[n]) != null ? _ORDINAL$n : n + "th time";
  }
  function word(languages, name, values) {
    return inEach(languages, WORDS[name], values);
  }
  function noticesOn(notices, nowMs) {
    return (notices != null ? notices : []).filter(function (_ref11) {
      var until = _ref11.until;
      return nowMs === null || nowMs < Date.parse(until);
    });
  }
  var MISSED_SHOWN = 3;
  function counterNames(languages, house, counter, form) {
    var _house$counters$count;
    if (form === void 0) {
      form = "inside";
    }
    var _ref12 = (_house$counters$count = house == null ? void 0 : house.counters[counter]) != null ? _house$counters$count : {},
      _ref12$name = _ref12.name,
      name = _ref12$name === void 0 ? counter : _ref12$name,
      _ref12$name_en = _ref12.name_en,
      english = _ref12$name_en === void 0 ? counter : _ref12$name_en,
      inside = _ref12.inside;
    var names = form === "inside" && inside || {
      id: name,
      en: english
    };
    return languages.map(function (language) {
      return unbroken(names[language]);
    });
  }
  function lines(_ref13) {
    var _board2$hours, _house$info;
    var phase = _ref13.phase,
      board2 = _ref13.board,
      house = _ref13.house,
      languages = _ref13.languages,
      sound = _ref13.sound,
      longest = _ref13.longest,
      nowMs = _ref13.nowMs;
    var words2 = function words2(name, values) {
      return word(languages, name, values);
    };
    var text = function text(both2) {
      return both2.id === both2.en ? [both2.id, ""] : languages.map(function (language) {
        return both2[language];
      });
    };
    if (phase === "stale") return [["lock", words2("staleKeep")]];
    var all = [];
    if (sound === "locked" && board2) all.push(["volume-off", words2("soundLocked")]);
    if (sound === "muted") all.push(["volume-off", words2("muted")]);
    for (var _i28 = 0, _ref15 = (_board2$withdrawn = board2 == null ? void 0 : board2.withdrawn) != null ? _board2$withdrawn : []; _i28 < _ref15.length; _i28++) {
      var _board2$withdrawn;
      var number = _ref15[_i28].number;
      all.push(["rotate", words2("withdrawn", {
        number: number
      })]);
    }
    var notices = noticesOn(board2 == null ? void 0 : board2.notices, nowMs);
    all.push.apply(all, notices.map(function (notice) {
      return ["speakerphone", noticeText(notice, house, languages)];
    }));
    var _ref16 = (_board2$hours = board2 == null ? void 0 : board2.hours) != null ? _board2$hours : {},
      state = _ref16.state,
      opens = _ref16.opens_at;
    if (phase !== "quiet" && state === "before" && opens) all.push(["clock", words2("callingStarts", {
      time: clock(opens)
    })]);
    if (house != null && house.notice) all.push(["clock", text(house.notice)]);
    if (board2 != null && board2.missed.length) all.push(["user-x", missedText(board2.missed, house, languages)]);
    for (var _i30 = 0, _ref18 = (_board2$paused = board2 == null ? void 0 : board2.paused) != null ? _board2$paused : []; _i30 < _ref18.length; _i30++) {
      var _board2$paused;
      var pause = _ref18[_i30];
      all.push(["player-pause", pausedText(pause, house, languages)]);
    }
    if (!notices.length) all.push.apply(all, ((_house$info = house == null ? void 0 : house.info) != null ? _house$info : []).map(function (info) {
      return ["id", text(info)];
    }));
    if (!all.length) return [["id", words2("welcome")]];
    return all.flatMap(function (_ref19) {
      var icon3 = _ref19[0],
        pair2 = _ref19[1];
      return pair2.join(" ").length <= longest ? [[icon3, pair2]] : pair2.flatMap(function (line) {
        return split(line, longest);
      }).map(function (line) {
        return [icon3, [line, ""]];
      });
    });
  }
  function split(line, most) {
    var parts2 = wrap(line, most);
    var even = Math.ceil(line.length / parts2.length);
    while (even < most && wrap(line, even).length > parts2.length) even += 1;
    var end = parts2.length - 1;
    return wrap(line, even).map(function (part, n) {
      return "" + (n > 0 ? "\u2026 " : "") + part + (n < end ? " \u2026" : "");
    });
  }
  function wrap(line, most) {
    var parts2 = [];
    for (var _i32 = 0, _line$split$filter2 = line.split(" ").filter(Boolean); _i32 < _line$split$filter2.length; _i32++) {
      var part = _line$split$filter2[_i32];
      var last = parts2.length - 1;
      if (last >= 0 && parts2[last].length + 1 + part.length <= most) parts2[last] += " " + part;else parts2.push(part);
    }
    return parts2;
  }
  function noticeText(_ref20, house, languages) {
    var _names$name, _names$name_en, _house$zones$zone$nam, _house$zones$zone;
    var text = _ref20.text,
      service = _ref20.service,
      zone = _ref20.zone;
    var names = house == null ? void 0 : house.services[service];
    var of = service && {
      id: (_names$name = names == null ? void 0 : names.name) != null ? _names$name : service,
      en: (_names$name_en = names == null ? void 0 : names.name_en) != null ? _names$name_en : service
    };
    var zones = word(languages, "zone", {
      zone: (_house$zones$zone$nam = house == null || (_house$zones$zone = house.zones[zone]) == null ? void 0 : _house$zones$zone.name) != null ? _house$zones$zone$nam : zone
    });
    var _languages$map = languages.map(function (language, n) {
        var audience = of ? of[language] : zone && unbroken(zones[n]);
        return [audience, text[language]].filter(Boolean).join(": ");
      }),
      one = _languages$map[0],
      two = _languages$map[1];
    return [one, text.id === text.en ? "" : two];
  }
  function missedText(list, house, languages) {
    var calls = list.slice(0, MISSED_SHOWN).map(function (_ref21) {
      var number = _ref21.number,
        counter = _ref21.counter;
      return word(languages, "missedOne", {
        number: number,
        counter: counterNames(languages, house, counter)
      });
    });
    return word(languages, "missed", {
      list: languages.map(function (_, n) {
        return calls.map(function (call) {
          return call[n];
        }).join(", ");
      })
    });
  }
  function pausedText(_ref22, house, languages) {
    var counter = _ref22.counter,
      until = _ref22.until;
    return word(languages, until ? "pausedUntil" : "paused", {
      counter: counterNames(languages, house, counter, "full"),
      time: until && clock(until)
    });
  }
  function h(tag) {
    var _children$;
    var _tag$split = tag.split("."),
      name = _tag$split[0],
      classes = _arrayLikeToArray(_tag$split).slice(1);
    for (var _len3 = arguments.length, children = new Array(_len3 > 1 ? _len3 - 1 : 0), _key3 = 1; _key3 < _len3; _key3++) {
      children[_key3 - 1] = arguments[_key3];
    }
    var attributes = ((_children$ = children[0]) == null ? void 0 : _children$.constructor) === Object ? children.shift() : {};
    var element2 = document.createElement(name);
    if (classes.length) element2.className = classes.join(" ");
    for (var _i34 = 0, _Object$entries4 = Object.entries(attributes); _i34 < _Object$entries4.length; _i34++) {
      var _Object$entries4$_i = _Object$entries4[_i34],
        attribute = _Object$entries4$_i[0],
        value = _Object$entries4$_i[1];
      if (attribute.startsWith("on")) element2.addEventListener(attribute.slice(2), value);else if (value === true) element2.setAttribute(attribute, "");else if (value !== false && value !== null && value !== void 0) element2.setAttribute(attribute, value);
    }
    var isPresent = function isPresent(child) {
      return child !== null && child !== void 0 && child !== false;
    };
    element2.append.apply(element2, children.flat(Infinity).filter(isPresent));
    return element2;
  }
  var icon = function icon(name) {
    return h("antre-icon", {
      name: name
    });
  };
  function fillIn(parent, key, make) {
    var newKey = JSON.stringify(key);
    if (parent.dataset.key === newKey) return;
    parent.dataset.key = newKey;
    parent.textContent = "";
    parent.append.apply(parent, [make()].flat(Infinity).filter(Boolean));
  }
  function both(scene, name, values) {
    return word(scene.languages, name, values);
  }
  function first(scene, name, values) {
    return both(scene, name, values)[0];
  }
  function second(scene, text, tag) {
    if (tag === void 0) {
      tag = "span.second";
    }
    return h(tag, {
      lang: scene.languages[1]
    }, text);
  }
  function pair(scene, _ref23) {
    var one = _ref23[0],
      two = _ref23[1];
    return [h("b", one), " ", second(scene, two)];
  }
  function nameOf(_ref24, counter) {
    var house = _ref24.house,
      languages = _ref24.languages;
    var full = counterNames(languages, house, counter, "full");
    var inside = counterNames(languages, house, counter);
    var name = house == null ? void 0 : house.counters[counter];
    if (!(name != null && name.word)) return {
      word: "",
      sign: full[0],
      full: full,
      inside: inside
    };
    return {
      word: name.word[languages[0]],
      sign: name.sign,
      full: full,
      inside: inside
    };
  }
  function counterWord(scene) {
    var _scene$house;
    var words2 = (_scene$house = scene.house) == null ? void 0 : _scene$house.venue.counter_word;
    return words2 ? scene.languages.map(function (language) {
      return words2[language];
    }) : both(scene, "counter");
  }
  function zoneOf(_ref25, counter) {
    var _house$counters$count2;
    var house = _ref25.house;
    return house == null ? void 0 : house.zones[house == null || (_house$counters$count2 = house.counters[counter]) == null ? void 0 : _house$counters$count2.zone];
  }
  function zoneName(scene, zone) {
    return zone ? unbroken(first(scene, "zone", {
      zone: zone.name
    })) : "";
  }
  var NAME_LONG2 = 28;
  function drawPanel(panel, scene) {
    var phase = scene.phase,
      view = scene.view,
      house = scene.house,
      layout = scene.layout,
      since = scene.since,
      refused = scene.refused;
    var call = view.shown,
      position = view.position,
      board2 = view.board;
    panel.className = "panel " + phase;
    if (layout === "counter" && phase !== "stale" && phase !== "starting") drawDesk(panel, scene);else if (phase === "calling" || phase === "cooled") {
      var key = [phase, call.number, call.seq, position, house == null ? void 0 : house.version, layout];
      fillIn(panel, key, function () {
        return callPanel(scene);
      });
    } else if (phase === "stale") {
      fillIn(panel, [phase, since, call == null ? void 0 : call.seq], function () {
        return stalePanel(scene);
      });
    } else {
      var _ref26 = board2 != null ? board2 : {},
        _ref26$hours = _ref26.hours,
        hours = _ref26$hours === void 0 ? {} : _ref26$hours,
        closed = _ref26.closed_text;
      var _key4 = [phase, hours, closed, refused, house == null ? void 0 : house.version, layout];
      fillIn(panel, _key4, function () {
        return quietPanel(scene, hours, closed);
      });
    }
  }
  function callPanel(scene) {
    var _zone$direction;
    var call = scene.view.shown;
    var zone = zoneOf(scene, call.counter);
    var direction = (_zone$direction = zone == null ? void 0 : zone.direction) != null ? _zone$direction : "ahead";
    var name = nameOf(scene, call.counter);
    return [h("p.title", pair(scene, both(scene, scene.phase === "calling" ? "title" : "cooled")), h("span.note", note(scene))), h("p.number.cap", call.number), h("div.slab.to-" + direction, slab(name, zone, direction)), h("div.where", h("p", h("b", agencyOf(scene)), h("b.zone", zoneName(scene, zone))), wayTo(scene, name, direction))];
  }
  function slab(_ref27, zone, direction) {
    var word2 = _ref27.word,
      sign = _ref27.sign;
    var name = [word2 && h("span.loket", word2), h(word2 ? "b.sign.cap" : "b.sign.cap.alone", sign)];
    var arrow = h("i", {
      class: "way " + direction
    });
    var motif2 = zone && h("antre-motif", {
      name: zone.motif
    });
    if (direction === "left") return [h("span.signs", arrow, motif2)].concat(name);
    return [].concat(name, [h("span.signs", motif2, arrow)]);
  }
  function note(scene) {
    var _scene$view = scene.view,
      call = _scene$view.shown,
      position = _scene$view.position;
    var n = call.recalls + 1;
    if (call.recalls) return first(scene, "again", {
      times: scene.languages[0] === "id" ? n : times(n)
    });
    return position ? first(scene, "ofMany", position) : "";
  }
  function agencyOf(_ref28) {
    var _house$agencies$view$;
    var house = _ref28.house,
      view = _ref28.view;
    var _ref29 = (_house$agencies$view$ = house == null ? void 0 : house.agencies[view.shown.agency]) != null ? _house$agencies$view$ : {},
      _ref29$name = _ref29.name,
      name = _ref29$name === void 0 ? "" : _ref29$name,
      _ref29$short = _ref29.short,
      short = _ref29$short === void 0 ? "" : _ref29$short;
    return name.length > NAME_LONG2 ? short : name;
  }
  function wayTo(scene, _ref30, direction) {
    var inside = _ref30.inside;
    var line = function line(_ref31, tag) {
      var one = _ref31[0],
        two = _ref31[1];
      return h(tag, one, " ", second(scene, two, "span.en"));
    };
    return h("p.second", line(both(scene, "go", {
      counter: inside
    }), "span.go"), line(both(scene, direction), "span"));
  }
  function stalePanel(scene) {
    var call = scene.view.shown;
    var titles = both(scene, "staleTitle");
    var sinces = both(scene, "staleSince", {
      time: scene.since
    });
    var counter = call && nameOf(scene, call.counter).full[0];
    return [h("p.big", titles[0], " ", together(sinces[0])), second(scene, titles[1] + " " + sinces[1] + ".", "p.second")].concat(instruction(scene, both(scene, "staleDo")), [call && h("p.last", h("span.second", first(scene, "staleLast", {
      time: clock(call.called_at)
    })), h("span.thin", h("span", call.number), h("i.arrow"), h("span.at", counter)))]);
  }
  function instruction(scene, _ref32, style) {
    var one = _ref32[0],
      two = _ref32[1];
    if (style === void 0) {
      style = "do";
    }
    return [h("p." + style, one), second(scene, two, "p.second")];
  }
  function quietPanel(scene, _ref33, closed) {
    var _house$venue$time_zon;
    var opens = _ref33.opens_at,
      state = _ref33.state;
    var phase = scene.phase,
      house = scene.house,
      languages = scene.languages;
    var isAway = phase === "quiet" && state === "away" && (house == null ? void 0 : house.notice);
    var text = isAway ? house.notice : phase === "closed" && closed;
    var isAgain = phase === "closed" && opens && !closed;
    var isBefore = phase === "quiet" && state === "before" && opens;
    var day = languages.map(function (language) {
      return opens && dayName(opens, language);
    });
    return [h("antre-motif", {
      name: "ketupat",
      ikat: true,
      class: "ikat"
    }), h("p.big", first(scene, "welcome"))].concat(instruction(scene, text ? languages.map(function (one) {
      return text[one];
    }) : both(scene, reason(scene))), [isAgain && instruction(scene, both(scene, "opensAgain", {
      day: day,
      time: clock(opens)
    }), "do.again"), isBefore && h("p.opens", pair(scene, both(scene, "opens"))), isBefore && h("p.hour", h("b.cap", clock(opens)), h("span", (_house$venue$time_zon = house == null ? void 0 : house.venue.time_zone_label) != null ? _house$venue$time_zon : ""))]);
  }
  function reason(_ref34) {
    var phase = _ref34.phase,
      refused = _ref34.refused;
    if (phase !== "starting") return phase === "closed" ? "closed" : "nobody";
    if (refused === "board-full") return "full";
    return refused != null && refused.startsWith("unknown-") ? "unknown" : "starting";
  }
  var DESK = {
    calling: "deskCalling",
    serving: "deskServing",
    free: "deskFree",
    paused: "deskPaused"
  };
  function drawDesk(panel, scene) {
    var _scene$view$board$des, _scene$view$board, _scene$house2;
    var _ref35 = (_scene$view$board$des = (_scene$view$board = scene.view.board) == null ? void 0 : _scene$view$board.desk) != null ? _scene$view$board$des : {
        state: "closed"
      },
      state = _ref35.state,
      number = _ref35.number,
      until = _ref35.until;
    panel.className = "panel desk " + (state === "calling" || state === "serving" ? state : "quiet");
    fillIn(panel, ["desk", state, number, until, (_scene$house2 = scene.house) == null ? void 0 : _scene$house2.version], function () {
      var _DESK$state;
      var counter = document.body.dataset.counter;
      var _nameOf = nameOf(scene, counter),
        at = _nameOf.word,
        sign = _nameOf.sign;
      var zone = zoneOf(scene, counter);
      var name = state === "paused" && until ? "deskPausedUntil" : (_DESK$state = DESK[state]) != null ? _DESK$state : "deskClosed";
      var values = {
        number: "",
        time: until && clock(until),
        counter: counterWord(scene)
      };
      var _both$map = both(scene, name, values).map(function (text) {
          return text.trim().replace(/,$/, "");
        }),
        one = _both$map[0],
        two = _both$map[1];
      return [h("div.at", at && h("span.loket", at), h("b.sign.cap", sign), zone && h("antre-motif", {
        name: zone.motif
      }), zone && h("b.zone", zoneName(scene, zone))), h("div.now", h("p.big", one, number && h("span.visually-hidden", " " + number)), second(scene, two, "p.second"), number && h("p.number.cap", {
        "aria-hidden": "true"
      }, number))];
    });
  }
  var QUIET = ["quiet", "closed", "starting"];
  function drawSide(side, scene) {
    var _view$board;
    var phase = scene.phase,
      view = scene.view,
      house = scene.house,
      since = scene.since,
      part = scene.part,
      layout = scene.layout;
    var isStale = phase === "stale";
    if (QUIET.includes(phase) || !((_view$board = view.board) != null && _view$board.calls.length)) {
      drawHow(side, scene);
      return;
    }
    side.className = "side " + (isStale ? "thin" : "");
    var calls = view.earlier.map(function (call) {
      return [call.number, call.seq];
    });
    fillIn(side, [isStale && since, calls, house == null ? void 0 : house.version, part, layout], function () {
      return [h("p.head", title(scene), part && h("span.part", first(scene, "many", part)), h("b.loket", counterWord(scene)[0])), h("ol.calls.tabular", view.earlier.map(function (call) {
        return row(scene, call);
      }))];
    });
  }
  function title(scene) {
    if (scene.phase === "stale") return pair(scene, both(scene, "staleList", {
      time: scene.since
    }));
    return pair(scene, both(scene, "earlier")).slice(0, scene.part ? 1 : 3);
  }
  function row(scene, _ref36) {
    var _zoneOf;
    var number = _ref36.number,
      counter = _ref36.counter;
    var _nameOf2 = nameOf(scene, counter),
      word2 = _nameOf2.word,
      sign = _nameOf2.sign;
    var isUsual = word2 === counterWord(scene)[0];
    return h("li", h("span.cap", number), h("antre-motif", {
      name: (_zoneOf = zoneOf(scene, counter)) == null ? void 0 : _zoneOf.motif
    }), h("i.arrow"), isUsual ? h("span.cap.sign", sign) : h("span.sign.named", h("small", word2), h("b.cap", sign)));
  }
  function drawHow(side, scene) {
    var counter = counterWord(scene).map(function (word2) {
      return word2.toLowerCase();
    });
    var lines2 = function lines2(name) {
      var _both = both(scene, name, {
          counter: counter
        }),
        one = _both[0],
        two = _both[1];
      return [h("b", one), second(scene, two)];
    };
    side.className = "side";
    fillIn(side, ["how", scene.languages, counter, scene.qr, scene.layout], function () {
      return [h("p.head", pair(scene, both(scene, "howTitle"))), h("ol.how", [1, 2, 3].map(function (n) {
        return h("li", h("b.step", n), h("p", lines2("how" + n)));
      })), scene.qr && h("p.phone", h("img", {
        src: scene.qr,
        alt: ""
      }), h("span", lines2("phone")))];
    });
  }
  var CAPITALS = 0.672;
  var MM_PER_METRE = 12.2;
  var MM_PER_INCH = 25.4;
  var INCHES = [5, 120];
  var METRES = [0.3, 60];
  var LAYOUTS = {
    hall: {
      width: 1920,
      height: 1080,
      number: {
        floor: 330,
        most: 376
      },
      counter: {
        floor: 300,
        most: 300
      },
      room: {
        called: 1016,
        earlier: 424,
        ready: 258,
        word: [240, 190],
        sign: [340, 210],
        name: [609, 210],
        where: [1016, 56],
        go: [690, 46],
        named: [200, 112],
        last: [470, 86],
        head: [880, 68],
        label: [110, 40],
        hour: [280, 150],
        foot: [1640, 75]
      },
      rows: 5
    },
    small: {
      width: 1920,
      height: 1080,
      number: {
        floor: 460,
        most: 500
      },
      counter: {
        floor: 320,
        most: 380
      },
      room: {
        called: 1236,
        earlier: 363,
        ready: 400,
        word: [420, 100],
        sign: [420, 230],
        name: [420, 330],
        where: [1228, 56],
        go: [850, 46],
        named: [158, 100],
        last: [700, 70],
        head: [880, 68],
        label: [110, 40],
        hour: [280, 130],
        foot: [1640, 75]
      },
      rows: 3
    },
    portrait: {
      width: 1080,
      height: 1920,
      number: {
        floor: 330,
        most: 352
      },
      counter: {
        floor: 316,
        most: 330
      },
      room: {
        called: 924,
        earlier: 560,
        ready: 245,
        word: [176, 200],
        sign: [356, 222],
        name: [532, 222],
        where: [904, 52],
        go: [560, 92],
        named: [236, 120],
        last: [360, 86],
        head: [500, 48],
        label: [110, 40],
        hour: [200, 150],
        foot: [800, 100]
      },
      rows: 4
    },
    counter: {
      width: 1280,
      height: 800,
      number: {
        floor: 270,
        most: 270
      },
      counter: {
        floor: 220,
        most: 220
      },
      room: {
        called: 724,
        earlier: 300,
        ready: 200,
        word: [300, 130],
        sign: [300, 180],
        name: [300, 220],
        head: [760, 60],
        label: [100, 40],
        foot: [1040, 62],
        zone: [300, 120]
      },
      rows: 0
    },
    phone: {
      width: 390,
      height: 844,
      number: {
        floor: 104,
        most: 104
      },
      counter: {
        floor: 96,
        most: 96
      },
      room: {
        called: 330,
        earlier: 232,
        ready: 80,
        word: [100, 90],
        sign: [158, 90],
        name: [258, 110],
        named: [74, 40],
        last: [160, 60],
        label: [90, 30],
        hour: [80, 60]
      },
      rows: 5
    }
  };
  var PHONE_WIDTH = 600;
  function layoutFor(requested, width, height) {
    if (width < PHONE_WIDTH && requested !== "counter") return "phone";
    if (requested !== "phone" && Object.hasOwn(LAYOUTS, requested)) return requested;
    return height > width ? "portrait" : "hall";
  }
  function placeOn(layout, _ref37) {
    var width = _ref37.width,
      height = _ref37.height,
      _ref37$above = _ref37.above,
      above = _ref37$above === void 0 ? 0 : _ref37$above,
      _ref37$shift = _ref37.shift,
      shift = _ref37$shift === void 0 ? {
        x: 0,
        y: 0
      } : _ref37$shift;
    var canvas = LAYOUTS[layout];
    var room = height - above;
    var scale = Math.min(width / canvas.width, room / canvas.height);
    var left = (width - canvas.width * scale) / 2 + shift.x * scale;
    var top = above + (room - canvas.height * scale) / 2 + shift.y * scale;
    return {
      scale: scale,
      transform: "translate(" + left + "px, " + top + "px) scale(" + scale + ")"
    };
  }
  function readMeasures(_ref38) {
    var inches = _ref38.inches,
      distance = _ref38.distance;
    return {
      inches: within(inches, INCHES),
      distance: within(distance, METRES)
    };
  }
  function within(text, _ref39) {
    var from = _ref39[0],
      to = _ref39[1];
    var value = Number(String(text != null ? text : "").replace(",", "."));
    return value >= from && value <= to ? value : null;
  }
  function mmPerPx(layout, inches) {
    var _LAYOUTS$layout = LAYOUTS[layout],
      width = _LAYOUTS$layout.width,
      height = _LAYOUTS$layout.height;
    return inches * MM_PER_INCH / Math.hypot(width, height);
  }
  function capitalsNeeded(layout, _ref40) {
    var inches = _ref40.inches,
      distance = _ref40.distance;
    return MM_PER_METRE * distance / mmPerPx(layout, inches);
  }
  function fonts(layout, _ref41) {
    var inches = _ref41.inches,
      distance = _ref41.distance;
    var needed = inches && distance ? Math.ceil(capitalsNeeded(layout, {
      inches: inches,
      distance: distance
    }) / CAPITALS) : 0;
    var fit = function fit(_ref42) {
      var floor = _ref42.floor,
        most = _ref42.most;
      return Math.min(most, Math.max(floor, needed));
    };
    return {
      number: fit(LAYOUTS[layout].number),
      counter: fit(LAYOUTS[layout].counter)
    };
  }
  var DAY_MIN = 24 * 60;
  var WORDS2 = {
    waitTitle: ["Perkiraan tunggu", "Expected wait"],
    waitLess: ["kurang dari {high} menit", "less than {high} minutes"],
    waitRange: ["{low}\u2013{high} menit", "{low}\u2013{high} minutes"],
    waitSpoken: ["{low} sampai {high} menit", "{low} to {high} minutes"],
    waitMore: ["lebih dari {low} menit", "more than {low} minutes"],
    waitClock: ["sekitar pukul {from}\u2013{to}", "about {from}\u2013{to}"],
    waitMade: ["Dihitung pukul {at}", "Estimated at {at}"]
  };
  function rangeWords(_ref43, one) {
    var low = _ref43.low_min,
      high = _ref43.high_min;
    var id = high === null ? "waitMore" : low ? "waitRange" : "waitLess";
    return together(fill(one(WORDS2[id]), {
      low: low,
      high: high
    }));
  }
  var CELLS = {
    hall: 4,
    small: 3,
    portrait: 3,
    counter: 4,
    phone: 3
  };
  var WITH_WAITS = _extends({}, CELLS, {
    hall: 3,
    portrait: 2
  });
  var NAME_LONG3 = 14;
  var LONG_CELLS = _extends({}, CELLS, {
    hall: 2,
    small: 2,
    portrait: 2
  });
  function drawStrip(strip, scene) {
    var _view$board2;
    var phase = scene.phase,
      view = scene.view,
      house = scene.house,
      layout = scene.layout,
      turn = scene.turn;
    var _ref44 = (_view$board2 = view.board) != null ? _view$board2 : {},
      _ref44$ready = _ref44.ready,
      ready = _ref44$ready === void 0 ? [] : _ref44$ready,
      services = _ref44.services;
    var isReady = ready.length && (phase === "calling" || phase === "cooled" && turn % 2 === 0);
    var fillFrom = function fillFrom(kind, rows2, write) {
      return fillIn(strip, [kind, rows2, house == null ? void 0 : house.version, layout], function () {
        return write(scene, rows2);
      });
    };
    if (phase === "stale") {
      fillIn(strip, ["stale", layout], function () {
        return [label(scene, "readyNarrow"), h("p.hidden-list", pair(scene, both(scene, "staleReady")))];
      });
    } else if (isReady) fillFrom("ready", ready.slice(0, CELLS[layout]), writeReady);else if (services != null && services.length) {
      var cells = hasWaits(services) ? WITH_WAITS : CELLS;
      fillFrom("services", services.slice(0, cells[layout]), writeServices);
    } else fillFrom("waiting", zonesInTurn(scene), writeZones);
  }
  function zonesInTurn(scene) {
    var zones = zonesByWaiting(scene);
    var isLong = zones.some(function (_ref45) {
      var zone = _ref45.zone;
      return scene.house.zones[zone].name.length > NAME_LONG3;
    });
    var cells = (isLong ? LONG_CELLS : hasWaits(zones) ? WITH_WAITS : CELLS)[scene.layout];
    var turns = Math.max(1, Math.ceil(zones.length / cells));
    var from = Math.floor(scene.turn / 2) % turns * cells;
    return zones.slice(from, from + cells);
  }
  function label(scene, name) {
    var _both2 = both(scene, name),
      one = _both2[0],
      two = _both2[1];
    return h("p.label", h("b", one), second(scene, two));
  }
  function writeReady(scene, ready) {
    var cells = ready.map(function (_ref46) {
      var _scene$house3;
      var zone = _ref46.zone,
        number = _ref46.number;
      var motif2 = (_scene$house3 = scene.house) == null || (_scene$house3 = _scene$house3.zones[zone]) == null ? void 0 : _scene$house3.motif;
      return h("li", motif2 && h("antre-motif", {
        name: motif2
      }), h("b.cap", number));
    });
    return [label(scene, scene.layout === "portrait" ? "ready" : "readyNarrow"), h("ol.ready", cells)];
  }
  function writeServices(scene, services) {
    var house = scene.house,
      languages = scene.languages;
    var cells = services.map(function (_ref47) {
      var _house$services$id;
      var id = _ref47.service,
        waiting = _ref47.waiting,
        wait = _ref47.wait;
      var _ref48 = (_house$services$id = house == null ? void 0 : house.services[id]) != null ? _house$services$id : {},
        _ref48$name = _ref48.name,
        name = _ref48$name === void 0 ? id : _ref48$name,
        english = _ref48.name_en;
      var title2 = h("span.zone", languages[0] === "en" && english || name);
      return h("li", title2, waitCell(scene, wait, waiting));
    });
    return [label(scene, "waiting"), h("ol.zones.services", waits(services), cells)];
  }
  function zonesByWaiting(_ref49) {
    var _view$board3, _house$zones;
    var house = _ref49.house,
      view = _ref49.view;
    var board2 = (_view$board3 = view.board) != null ? _view$board3 : {};
    return Object.keys((_house$zones = house == null ? void 0 : house.zones) != null ? _house$zones : {}).map(function (zone) {
      var _board2$waiting$zone, _board2$waiting, _board2$waits;
      return {
        zone: zone,
        waiting: (_board2$waiting$zone = (_board2$waiting = board2.waiting) == null ? void 0 : _board2$waiting[zone]) != null ? _board2$waiting$zone : 0,
        wait: (_board2$waits = board2.waits) == null ? void 0 : _board2$waits[zone]
      };
    }).sort(function (one, other) {
      return other.waiting - one.waiting;
    });
  }
  function writeZones(scene, zones) {
    var cells = zones.map(function (_ref50) {
      var zone = _ref50.zone,
        waiting = _ref50.waiting,
        wait = _ref50.wait;
      var _scene$house$zones$zo = scene.house.zones[zone],
        motif2 = _scene$house$zones$zo.motif,
        name = _scene$house$zones$zo.name;
      return h("li", motif2 && h("antre-motif", {
        name: motif2
      }), h("span.zone", name), waitCell(scene, wait, waiting));
    });
    var isFew = LONG_CELLS[scene.layout] < CELLS[scene.layout] && zones.length <= LONG_CELLS[scene.layout];
    return [label(scene, "waiting"), h(isFew ? "ol.zones.few" : "ol.zones", waits(zones), cells)];
  }
  var hasWaits = function hasWaits(rows2) {
    return rows2.some(function (_ref51) {
      var wait = _ref51.wait;
      return wait;
    });
  };
  var waits = function waits(rows2) {
    return {
      "data-waits": hasWaits(rows2)
    };
  };
  function waitCell(scene, wait, waiting) {
    var range = wait && rangeWords(wait, function (_ref52) {
      var id = _ref52[0],
        en = _ref52[1];
      return scene.languages[0] === "en" ? en : id;
    });
    var count = [h("b.cap.tabular", waiting), h("span.unit", first(scene, "people"))];
    return h("div.told", h("p.count", count), range && h("p.wait.tabular", range));
  }
  function parts() {
    return [].concat(["top", "bottom", "left", "right"].map(function (side) {
      return h("antre-selvedge", {
        class: side,
        cell: 2
      });
    }), ["tl", "tr", "bl", "br"].map(function (place) {
      return h("div.corner." + place, h("antre-motif", {
        name: "ketupat"
      }));
    }), [h("header"), h("main.panel", {
      "aria-live": "assertive",
      "aria-atomic": "true"
    }), h("section.side"), h("section.strip"), h("footer"), h("ol", {
      "data-calls": true,
      hidden: true
    })]);
  }
  function draw(board2, scene, fonts2) {
    var _stale$calling$scene$, _scene$view$board$cal, _scene$view$board2;
    var part = function part(selector) {
      return board2.querySelector(selector);
    };
    var _map2 = ["main", ".side", ".strip"].map(part),
      panel = _map2[0],
      side = _map2[1],
      strip = _map2[2];
    var edge = (_stale$calling$scene$ = {
      stale: "stale",
      calling: "call"
    }[scene.phase]) != null ? _stale$calling$scene$ : "rest";
    for (var _i36 = 0, _board2$querySelector2 = board2.querySelectorAll("antre-selvedge"); _i36 < _board2$querySelector2.length; _i36++) {
      var selvedge2 = _board2$querySelector2[_i36];
      if (selvedge2.getAttribute("state") !== edge) selvedge2.setAttribute("state", edge);
    }
    drawPanel(panel, scene);
    drawSide(side, scene);
    drawStrip(strip, scene);
    var room = LAYOUTS[scene.layout].room;
    drawHead(part("header"), scene, room);
    shrink(panel.querySelectorAll(".number"), room.called, {
      font: fonts2.number
    });
    settlePanel(panel, room, fonts2.counter);
    settleList(side, room);
    shrink(strip.querySelectorAll(".ready .cap"), room.ready);
    if (scene.layout !== "phone") for (var _i38 = 0, _strip$querySelectorA2 = strip.querySelectorAll(".zones li"); _i38 < _strip$querySelectorA2.length; _i38++) {
      var cell = _strip$querySelectorA2[_i38];
      settleCell(cell);
    }
    drawInfo(part("footer"), scene);
    settlePair(part("footer .line"), part("footer .second"), room.foot, FOOT_LEAST);
    listCalls(part("ol[data-calls]"), (_scene$view$board$cal = (_scene$view$board2 = scene.view.board) == null ? void 0 : _scene$view$board2.calls) != null ? _scene$view$board$cal : []);
    var number = panel.querySelector(".number");
    return number ? parseFloat(number.style.fontSize) : fonts2.number;
  }
  var FOOT_LEAST = 28;
  var GO_LEAST = 24;
  var GAP = 32;
  var CELL_GAP = 16;
  var MOTTO_LEAST = 260;
  function settlePanel(panel, room, font) {
    var part = function part(selector) {
      return panel.querySelector(selector);
    };
    var word2 = part(".loket");
    settle(word2, room.word);
    var sign = part(".sign");
    if (word2) settle(sign, room.sign, {
      font: font
    });else settle(sign, room.name, {
      font: fontOfName(sign, room.name, font)
    });
    settle(part(".at .zone"), room.zone);
    settle(part(".hour span"), room.hour);
    settle(part(".thin .at"), room.last);
    var agency = part(".where b");
    if (!agency || !room.where) return;
    settleBoth(agency, part(".where .zone"), room.where, GAP);
    settlePair(part(".where .go"), part(".go .en"), room.go, GO_LEAST);
  }
  function fontOfName(sign, room, font) {
    if (!font || !room || !sign || /^[A-Z0-9-]*$/.test(sign.textContent)) return font;
    return Math.min(font, room[1]);
  }
  function settleList(side, room) {
    var numbers = side.querySelectorAll(".calls li > .cap:not(.sign)");
    shrink(numbers, room.earlier);
    var font = numbers.length ? parseFloat(numbers[0].style.fontSize) : null;
    for (var _i40 = 0, _side$querySelectorAl2 = side.querySelectorAll(".calls .cap.sign"); _i40 < _side$querySelectorAl2.length; _i40++) {
      var sign = _side$querySelectorAl2[_i40];
      settle(sign, room.named, {
        font: font
      });
    }
    if (!room.named) return;
    var _room$named = room.named,
      width = _room$named[0],
      height = _room$named[1];
    for (var _i42 = 0, _side$querySelectorAl4 = side.querySelectorAll(".named small"); _i42 < _side$querySelectorAl4.length; _i42++) {
      var word2 = _side$querySelectorAl4[_i42];
      settle(word2, [width, height * 0.4]);
    }
    for (var _i44 = 0, _side$querySelectorAl6 = side.querySelectorAll(".named b"); _i44 < _side$querySelectorAl6.length; _i44++) {
      var _sign = _side$querySelectorAl6[_i44];
      settle(_sign, [width, height * 0.6]);
    }
  }
  var DOTS_MAX = 6;
  function settleCell(cell) {
    var name = cell.querySelector(".zone");
    if (!cell.clientWidth) return;
    var width = cell.clientWidth - parseFloat(getComputedStyle(cell).paddingLeft) - CELL_GAP;
    for (var _i46 = 0, _cell$children2 = cell.children; _i46 < _cell$children2.length; _i46++) {
      var other = _cell$children2[_i46];
      if (other !== name) width -= other.offsetWidth + CELL_GAP;
    }
    settle(name, [Math.max(40, width), cell.clientHeight - CELL_GAP / 2]);
  }
  function drawHead(header, _ref53, _ref54) {
    var house = _ref53.house,
      now = _ref53.now,
      languages = _ref53.languages,
      part = _ref53.part;
    var head = _ref54.head,
      label2 = _ref54.label;
    fillIn(header, [house == null ? void 0 : house.venue, now == null ? void 0 : now.slice(0, 16), languages, part], function () {
      var _house$venue$name, _house$venue$motto, _house$venue$time_zon2;
      return [h("antre-motif", {
        name: "ketupat",
        class: "logo"
      }), h("b.name", (_house$venue$name = house == null ? void 0 : house.venue.name) != null ? _house$venue$name : "Antre"), h("span.motto", (_house$venue$motto = house == null ? void 0 : house.venue.motto) != null ? _house$venue$motto : ""), h("span.date", now ? longDate(now, languages[0]) : ""), h("b.clock.tabular", now ? clock(now) : ""), h("span.zone", (_house$venue$time_zon2 = house == null ? void 0 : house.venue.time_zone_label) != null ? _house$venue$time_zon2 : "")];
    });
    var _map3 = [".name", ".motto", ".zone"].map(function (selector) {
        return header.querySelector(selector);
      }),
      name = _map3[0],
      motto = _map3[1],
      zone = _map3[2];
    settle(zone, label2);
    settle(name, head);
    if (!head) return;
    var rest = head[0] - widestOf([name]) - 2 * GAP;
    motto.style.display = rest < MOTTO_LEAST || !motto.textContent ? "none" : "";
    settle(motto, [rest, head[1]]);
  }
  function drawInfo(footer, scene) {
    var _scene$info = scene.info,
      lines2 = _scene$info.lines,
      n = _scene$info.n;
    var _lines2$n = lines2[n],
      name = _lines2$n[0],
      line = _lines2$n[1];
    fillIn(footer, [name, line[0], n, lines2.length], function () {
      return [icon(name), h("p.line", pair(scene, line)), lines2.length > 1 && lines2.length <= DOTS_MAX && h("span.dots", lines2.map(function (_, i) {
        return h(i === n ? "i.on" : "i");
      }))];
    });
  }
  function listCalls(list, calls) {
    var key = calls.map(function (_ref55) {
      var number = _ref55.number,
        counter = _ref55.counter,
        seq = _ref55.seq;
      return [number, counter, seq];
    });
    fillIn(list, key, function () {
      return calls.map(callItem);
    });
  }
  function callItem(_ref56) {
    var number = _ref56.number,
      counter = _ref56.counter,
      name = _ref56.counter_name,
      seq = _ref56.seq;
    var data = {
      "data-call": true,
      "data-number": number,
      "data-counter": counter,
      "data-seq": seq
    };
    return h("li", data, number + " " + name);
  }
  var DRIFT_MAX = 4;
  var DRIFT_STEP_MS = 6e4;
  var SWING = 4 * DRIFT_MAX;
  function driftAt(ms) {
    var step = Math.floor(ms / DRIFT_STEP_MS);
    return {
      x: swing(step),
      y: swing(Math.floor(step / SWING))
    };
  }
  function swing(step) {
    var at = (step + 3 * DRIFT_MAX) % SWING;
    return Math.abs(at - 2 * DRIFT_MAX) - DRIFT_MAX;
  }
  var ROWS = 5;
  var LIT_MAX = 40;
  var BoardState = function () {
    "use strict";

    function BoardState() {
      this._announcer = new _Announcer();
      this._wasLit = [];
    }
    var _proto2 = BoardState.prototype;
    _proto2.hear = function hear(event) {
      var effects = this._announcer.hear(event);
      if (effects.some(function (_ref57) {
        var kind = _ref57.kind;
        return kind === "light";
      })) this._wasLit = [this._announcer.lit].concat(this._wasLit).slice(0, LIT_MAX);
      return effects;
    };
    _proto2.isOnAir = function isOnAir(at) {
      return this._announcer.isOnAir(at);
    };
    _proto2.view = function view(_temp3) {
      var _ref59;
      var _ref58 = _temp3 === void 0 ? {} : _temp3,
        _ref58$rows = _ref58.rows,
        rows2 = _ref58$rows === void 0 ? ROWS : _ref58$rows,
        _ref58$skip = _ref58.skip,
        skip = _ref58$skip === void 0 ? 0 : _ref58$skip,
        _ref58$isStale = _ref58.isStale,
        isStale = _ref58$isStale === void 0 ? false : _ref58$isStale;
      var _this$_announcer = this._announcer,
        board2 = _this$_announcer.board,
        lit = _this$_announcer.lit,
        waiting = _this$_announcer.waiting;
      if (!board2) return {
        phase: "starting",
        shown: null,
        position: null,
        earlier: [],
        board: board2
      };
      var listed = isStale ? board2.calls : this._listed(board2.calls, waiting);
      var current = (_ref59 = lit != null ? lit : listed[0]) != null ? _ref59 : null;
      var others = waiting.filter(function (call) {
        return call.number !== (lit == null ? void 0 : lit.number);
      }).length;
      return {
        phase: current ? lit != null && lit.isWarm ? "calling" : "cooled" : "quiet",
        shown: current,
        position: lit != null && lit.isWarm && lit.n + others > 1 ? {
          n: lit.n,
          of: lit.n + others
        } : null,
        earlier: listed.filter(function (call) {
          return call.number !== (current == null ? void 0 : current.number);
        }).slice(skip, skip + rows2),
        board: board2
      };
    };
    _proto2._listed = function _listed(calls, waiting) {
      var _this2 = this;
      return calls.map(function (call) {
        if (!waiting.some(function (other) {
          return isSamePlace2(other, call);
        })) return call;
        return _this2._wasLit.find(function (other) {
          return isSamePlace2(other, call);
        });
      }).filter(Boolean).sort(function (a, b) {
        return b.seq - a.seq;
      });
    };
    return _createClass(BoardState, [{
      key: "board",
      get: function get() {
        return this._announcer.board;
      }
    }, {
      key: "memory",
      get: function get() {
        return this._announcer.memory;
      }
    }]);
  }();
  function isSamePlace2(a, b) {
    return a.number === b.number && a.counter === b.counter;
  }
  function readPart(part) {
    var _exec;
    var _map4 = ((_exec = /^([1-9])of([2-9])$/.exec(part != null ? part : "")) != null ? _exec : []).map(Number),
      n = _map4[1],
      of = _map4[2];
    return n <= of ? {
      n: n,
      of: of
    } : null;
  }
  var STALE_AFTER_MS = 14700;
  var EPOCHS_REMEMBERED = 50;
  function ageMs(_ref60) {
    var heard = _ref60.heard,
      now = _ref60.now;
    return heard ? Math.max(0, Date.parse(now) - Date.parse(heard)) : 0;
  }
  var NOTHING_SEEN = Object.freeze({
    epoch: null,
    seq: -1,
    left: Object.freeze([])
  });
  function isNewer(seen, _ref61) {
    var epoch = _ref61.epoch,
      seq = _ref61.seq;
    return epoch === seen.epoch ? seq >= seen.seq : !seen.left.includes(epoch);
  }
  function remember(seen, _ref62) {
    var epoch = _ref62.epoch,
      seq = _ref62.seq;
    if (epoch === seen.epoch) return _extends({}, seen, {
      seq: seq
    });
    var left = seen.epoch === null ? seen.left : [].concat(seen.left, [seen.epoch]).slice(-EPOCHS_REMEMBERED);
    return {
      epoch: epoch,
      seq: seq,
      left: left
    };
  }
  var Freshness = function () {
    "use strict";

    function Freshness() {
      this._seen = NOTHING_SEEN;
      this._heardMs = null;
    }
    var _proto3 = Freshness.prototype;
    _proto3.take = function take(state, nowMs) {
      var _this$_heardMs;
      if (!isNewer(this._seen, state)) return false;
      this._seen = remember(this._seen, state);
      this._heardMs = Math.max((_this$_heardMs = this._heardMs) != null ? _this$_heardMs : -Infinity, nowMs - ageMs(state));
      return true;
    };
    _proto3.hear = function hear(beat, nowMs) {
      if (this._seen.left.includes(beat.epoch)) return false;
      this._heardMs = nowMs;
      return true;
    };
    _proto3.isStale = function isStale(nowMs) {
      return this._heardMs !== null && nowMs - this._heardMs >= STALE_AFTER_MS;
    };
    return _createClass(Freshness, [{
      key: "heardMs",
      get: function get() {
        return this._heardMs;
      }
    }]);
  }();
  var ServerClock = function () {
    "use strict";

    function ServerClock() {
      this._offset = null;
      this._zone = "+00:00";
    }
    var _proto4 = ServerClock.prototype;
    _proto4.take = function take(iso) {
      this._offset = Date.parse(iso) - performance.now();
      this._zone = iso.slice(-6);
    };
    _proto4.nowMs = function nowMs() {
      return this._offset === null ? null : this._offset + performance.now();
    };
    _proto4.nowIso = function nowIso() {
      var now = this.nowMs();
      return now === null ? null : withOffset(now, this._zone);
    };
    return _createClass(ServerClock, [{
      key: "zone",
      get: function get() {
        return this._zone;
      }
    }]);
  }();
  function withOffset(ms, zone) {
    var sign = zone[0] === "-" ? -1 : 1;
    var minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
    return new Date(ms + minutes * 6e4).toISOString().slice(0, -1) + zone;
  }
  var DRAW_MS = 250;
  var PULSE_MS = 3e3;
  var INFO_MS = 12e3;
  var TRACE_MAX = 500;
  var Screen = function () {
    "use strict";

    function Screen(page, infoMax, memory) {
      var _memory;
      if (memory === void 0) {
        memory = null;
      }
      this.house = null;
      this.refused = null;
      this.trace = [];
      this.sound = null;
      this.isStale = false;
      this.litMs = -Infinity;
      this.languages = pageLanguages();
      this._state = new BoardState();
      this._freshness = new Freshness();
      this._clock = new ServerClock();
      this._page = void 0;
      this._infoMax = void 0;
      this._memory = void 0;
      this._info = 0;
      this._infoAt = 0;
      this._page = page;
      this._infoMax = infoMax;
      this._memory = memory;
      var stored = (_memory = memory) == null ? void 0 : _memory.read();
      if (stored) this._handle(_extends({
        kind: "remember",
        at: performance.now()
      }, stored));
    }
    var _proto5 = Screen.prototype;
    _proto5.isOnAir = function isOnAir(now) {
      return this._state.isOnAir(now);
    };
    _proto5.receive = function receive(state, now) {
      if (!this._freshness.take(state, now)) return false;
      this._clock.take(state.now);
      return true;
    };
    _proto5.confirm = function confirm(seen, now) {
      this._freshness.hear(seen, now);
    };
    _proto5.announce = function announce(board2, now) {
      this._updateStatus(now);
      this._handle({
        kind: "board",
        at: now,
        board: board2
      });
    };
    _proto5.scene = function scene(layout, now) {
      var _view$board$seq, _view$board4, _view$board$epoch, _view$board5;
      this._updateStatus(now);
      this._handle({
        kind: "tick",
        at: now
      });
      var rows2 = LAYOUTS[layout].rows;
      var part = readPart(document.body.getAttribute("data-part"));
      var skip = part ? (part.n - 1) * rows2 : 0;
      var view = this._state.view({
        rows: rows2,
        skip: skip,
        isStale: this.isStale
      });
      var phase = this.isStale ? "stale" : phaseOf(view, layout);
      mark("state", phase);
      mark("seq", (_view$board$seq = (_view$board4 = view.board) == null ? void 0 : _view$board4.seq) != null ? _view$board$seq : "");
      mark("epoch", (_view$board$epoch = (_view$board5 = view.board) == null ? void 0 : _view$board5.epoch) != null ? _view$board$epoch : "");
      var house = this.house,
        languages = this.languages,
        refused = this.refused,
        sound = this.sound;
      var board2 = view.board;
      var longest = this._infoMax[layout];
      var situation = {
        phase: phase,
        house: house,
        languages: languages,
        sound: sound,
        board: board2,
        longest: longest,
        nowMs: this.nowMs
      };
      return {
        phase: phase,
        view: view,
        house: house,
        languages: languages,
        layout: layout,
        part: part,
        refused: refused,
        now: this._clock.nowIso(),
        since: this._since(),
        info: this._infoLines(situation, now),
        turn: this._info,
        qr: layout === "phone" || phase === "starting" ? null : this._page.qr
      };
    };
    _proto5._infoLines = function _infoLines(situation, now) {
      if (situation.phase !== "calling" && now - this._infoAt > INFO_MS) {
        this._info += 1;
        this._infoAt = now;
      }
      var all = lines(situation);
      return {
        lines: all,
        n: this._info % all.length
      };
    };
    _proto5._since = function _since() {
      var heardMs = this._freshness.heardMs;
      if (this.nowMs === null || heardMs === null) return "";
      return clock(withOffset(this.nowMs - (performance.now() - heardMs), this._clock.zone));
    };
    _proto5._updateStatus = function _updateStatus(now) {
      var sound = this._page.sound();
      if (sound !== this.sound) {
        var _this$_page$soundChan, _this$_page;
        this.sound = sound;
        mark("sound", sound);
        this._handle({
          kind: "sound",
          at: now,
          state: sound
        });
        (_this$_page$soundChan = (_this$_page = this._page).soundChanged) == null || _this$_page$soundChan.call(_this$_page);
      }
      var isStale = this._freshness.isStale(now);
      if (isStale !== this.isStale) {
        this.isStale = isStale;
        this._handle({
          kind: isStale ? "stale" : "fresh",
          at: now
        });
      }
    };
    _proto5._handle = function _handle(event) {
      var _this$_memory;
      for (var _i48 = 0, _this$_state$hear2 = this._state.hear(event); _i48 < _this$_state$hear2.length; _i48++) {
        var effect = _this$_state$hear2[_i48];
        this._perform(effect, event.at);
      }
      if (this.board) (_this$_memory = this._memory) == null || _this$_memory.keep(this._state.memory, this.nowMs);
    };
    _proto5._perform = function _perform(effect, now) {
      var _this3 = this;
      this.trace.push(_extends({
        at: Math.round(now)
      }, effect));
      if (this.trace.length > TRACE_MAX) this.trace.shift();
      switch (effect.kind) {
        case "light":
          this.litMs = now;
          break;
        case "speak":
          this._page.speak(effect, function (result) {
            var outcome = result === "spoken" ? "ended" : "failed";
            _this3._handle({
              kind: "audio",
              at: performance.now(),
              seq: effect.seq,
              outcome: outcome
            });
          });
          break;
        case "brief":
          this._page.voice.hurry();
          break;
        case "hush":
          this._page.voice.hush();
          break;
        case "shown":
        case "spoken":
        case "silent":
          this._page.receipt(effect, now);
          break;
        default:
      }
    };
    return _createClass(Screen, [{
      key: "board",
      get: function get() {
        return this._state.board;
      }
    }, {
      key: "nowMs",
      get: function get() {
        return this._clock.nowMs();
      }
    }]);
  }();
  function mark(name, value) {
    document.body.setAttribute("data-" + name, value);
  }
  function phaseOf(_ref63, layout) {
    var _board2$desk;
    var phase = _ref63.phase,
      board2 = _ref63.board;
    if (layout === "counter" && board2) return ((_board2$desk = board2.desk) == null ? void 0 : _board2$desk.state) === "calling" ? "calling" : "quiet";
    if (phase !== "quiet") return phase;
    var hours = board2 == null ? void 0 : board2.hours.state;
    return hours === "after" || hours === "closed" ? "closed" : "quiet";
  }
  var API = "/api/display/v1";
  var WITHIN_MS = 6e3;
  function ask(method, address, _ref64, done) {
    var _ref64$headers = _ref64.headers,
      headers = _ref64$headers === void 0 ? {} : _ref64$headers,
      _ref64$body = _ref64.body,
      body = _ref64$body === void 0 ? null : _ref64$body;
    var request = new XMLHttpRequest();
    var isOver = false;
    var end = function end(status, text) {
      if (isOver) return;
      isOver = true;
      clearTimeout(timeout);
      request.onreadystatechange = null;
      done(status, read(text));
    };
    var timeout = setTimeout(function () {
      end(0, "");
      request.abort();
    }, WITHIN_MS);
    request.onreadystatechange = function () {
      if (request.readyState === 4) end(request.status === 1223 ? 204 : request.status, request.responseText);
    };
    request.open(method, address, true);
    for (var _i50 = 0, _Object$entries6 = Object.entries(headers); _i50 < _Object$entries6.length; _i50++) {
      var _Object$entries6$_i = _Object$entries6[_i50],
        name = _Object$entries6$_i[0],
        value = _Object$entries6$_i[1];
      request.setRequestHeader(name, value);
    }
    if (body) request.setRequestHeader("Content-Type", "application/json");
    request.send(body ? JSON.stringify(body) : null);
  }
  function read(text) {
    try {
      return text ? JSON.parse(text) : null;
    } catch (_unused) {
      return null;
    }
  }
  var DROPPED = ["zone", "agency", "counter", "pair"];
  function addressOf(_ref65, search) {
    var venue = _ref65.venue,
      zone = _ref65.zone;
    var parts2 = search.replace(/^\?/, "").split("&").filter(function (part) {
      return part && !DROPPED.includes(part.split("=")[0]);
    });
    if (zone) parts2.push("zone=" + encodeURIComponent(zone));
    return "/board/" + encodeURIComponent(venue) + (parts2.length ? "?" + parts2.join("&") : "");
  }
  var SOUNDS = {
    on: "on",
    locked: "locked",
    muted: "muted",
    off: "none"
  };
  function stateOf(_ref66) {
    var build = _ref66.build,
      sound = _ref66.sound,
      seen = _ref66.seen,
      width = _ref66.width,
      height = _ref66.height,
      capitals = _ref66.capitals;
    return _extends({}, build ? {
      build: build
    } : {}, SOUNDS[sound] ? {
      sound: SOUNDS[sound]
    } : {}, seen, {
      width: Math.round(width),
      height: Math.round(height)
    }, capitals > 0 ? {
      capitals_px: Number(capitals)
    } : {});
  }
  function dataOf(me, initial) {
    var _initial$voice;
    if (me === null) return initial;
    var own = function own(value, name) {
      var _initial$name;
      return value === null || value === void 0 ? (_initial$name = initial[name]) != null ? _initial$name : "" : String(value);
    };
    return {
      zone: own(me.zone, "zone"),
      inches: own(me.inches, "inches"),
      distance: own(me.distance_m, "distance"),
      voice: me.speaks ? initial.voice === "off" ? "" : (_initial$voice = initial.voice) != null ? _initial$voice : "" : "off",
      muted: me.muted ? "yes" : ""
    };
  }
  var NEWS_MS = 6e4;
  var WAITING_MAX = 100;
  var SENT_MAX = 400;
  var Receipts = function () {
    "use strict";

    function Receipts(emit) {
      this._emit = void 0;
      this._waiting = [];
      this._sent = [];
      this._day = null;
      this._emit = emit;
    }
    var _proto6 = Receipts.prototype;
    _proto6.add = function add(_ref67, atMs) {
      var kind = _ref67.kind,
        seq = _ref67.seq,
        why = _ref67.why;
      var name = kind + " " + seq;
      if (!Number.isInteger(seq) || this._sent.includes(name)) return;
      this._sent = [].concat(this._sent, [name]).slice(-SENT_MAX);
      var data = _extends({
        seq: seq
      }, why ? {
        why: why
      } : {}, this._day === null ? {} : {
        day: this._day
      });
      this._send({
        kind: kind,
        data: data,
        atMs: atMs
      });
    };
    _proto6.flush = function flush(nowMs) {
      var waiting = this._waiting.filter(function (_ref68) {
        var atMs = _ref68.atMs;
        return nowMs - atMs < NEWS_MS;
      });
      this._waiting = [];
      for (var _i52 = 0; _i52 < waiting.length; _i52++) {
        var receipt = waiting[_i52];
        this._send(receipt);
      }
    };
    _proto6._send = function _send(receipt) {
      if (this._emit(receipt.kind, receipt.data) === false) this._waiting = [].concat(this._waiting, [receipt]).slice(-WAITING_MAX);
    };
    return _createClass(Receipts, [{
      key: "day",
      set: function set(day) {
        if (day === this._day) return;
        this._day = day;
        this._sent = [];
        this._waiting = [];
      }
    }, {
      key: "waiting",
      get: function get() {
        return this._waiting.length;
      }
    }]);
  }();
  var WORDS3 = {
    title: ["Layar ini belum terdaftar", "This screen is not registered"],
    code: ["Kode", "Code"],
    wait: ["Minta admin memasukkan kode ini di Pengaturan, Perangkat. Berlaku sampai pukul {time}.", "Ask an admin to enter it under Settings, Devices. Valid until {time}."],
    asking: ["Sebentar, kode sedang disiapkan.", "One moment, the code is being prepared."],
    revoked: ["Layar ini tidak dipakai lagi. Hubungi admin.", "This screen is no longer in use. Ask an admin."],
    again: ["Daftarkan lagi", "Register again"]
  };
  var ASK_AGAIN_MS = 5e3;
  var SPARE_MS = 5e3;
  var NOTES = {
    asking: "asking",
    code: "wait"
  };
  function showPairing(view, screen, _temp4) {
    var _view$querySelector;
    var _ref69 = _temp4 === void 0 ? {} : _temp4,
      _ref69$values = _ref69.values,
      values = _ref69$values === void 0 ? {} : _ref69$values,
      pair2 = _ref69.pair;
    if (screen === null) view.setAttribute("hidden", "");else view.removeAttribute("hidden");
    document.body.setAttribute("data-device", screen != null ? screen : "paired");
    if (screen === null) return;
    fillIn(view, [screen, values], function () {
      return [h("antre-motif", {
        name: "ketupat"
      }), words(screen === "revoked" ? "revoked" : "title", "big"), screen === "code" && code(values.code), NOTES[screen] && words(NOTES[screen], "until", values), screen === "revoked" && h("button", {
        type: "button",
        "data-pair": true,
        onclick: pair2
      }, inEach(pageLanguages(), WORDS3.again).join(" / "))];
    });
    (_view$querySelector = view.querySelector("button")) == null || _view$querySelector.focus();
  }
  function words(name, style, values) {
    var _inEach = inEach(pageLanguages(), WORDS3[name], values),
      primary = _inEach[0],
      secondary = _inEach[1];
    return [h("p." + style, primary), h("p.second", secondary)];
  }
  function code(digits) {
    var label2 = inEach(pageLanguages(), WORDS3.code)[0] + ": " + digits.split("").join(" ");
    return h("output.code", {
      "aria-label": label2,
      "data-code": digits
    }, digits);
  }
  var SVG = "http://www.w3.org/2000/svg";
  var MOTIFS = {
    ketupat: "0040 00e0 01f0 03b8 071c 0e4e 1ce7 0e4e 071c 03b8 01f0 00e0 0040",
    gunung: "0040 00e0 00e0 01b0 01b0 0318 0358 064c 06ec 0ce6 0c06 1fff 1fff",
    ombak: "0208 071c 0db6 18e3 1249 071c 0db6 18e3 1249 071c 0db6 18e3 1041",
    bintang: "0040 0040 04e4 02e8 01f0 07bc 1f1f 07bc 01f0 02e8 04e4 0040 0040",
    perahu: "0080 00c0 00e0 00f0 04f8 0cfc 1cfe 0080 1fff 1fff 0eee 07fc 03f8",
    lontar: "02a8 0aaa 0db6 16ed 1b5b 0eee 03f8 1f5f 0040 0040 00c0 00c0 01f0"
  };
  var SIDE = 13;
  var SELVEDGE = "fffff 00000 f060f f0f0f 3198c 830c1 c6663 c6663 830c1 3198c f0f0f f060f 00000 fffff";
  var SELVEDGE_WIDTH = 20;
  var SELVEDGE_HEIGHT = 14;
  var THREAD = {
    dash: 10,
    gap: 20,
    thick: 3
  };
  var IKAT = {
    threads: 7,
    thick: 0.72,
    slip: 0.55,
    fray: 0.35
  };
  var REACH = 4e3;
  var patterns = 0;
  function rows(grid, width) {
    return grid.split(" ").map(function (hex) {
      var bits = parseInt(hex, 16);
      var filled = [];
      for (var x = 0; x < width; x += 1) if (bits >> width - 1 - x & 1) filled.push(x);
      return filled;
    });
  }
  function path(grid, width) {
    var parts2 = [];
    rows(grid, width).forEach(function (filled, y) {
      var start = null;
      filled.forEach(function (x, i) {
        if (start === null) start = x;
        if (filled[i + 1] !== x + 1) {
          parts2.push("M" + start + " " + y + "h" + (x + 1 - start) + "v1h-" + (x + 1 - start) + "z");
          start = null;
        }
      });
    });
    return parts2.join("");
  }
  function element(name, attributes) {
    var node = document.createElementNS(SVG, name);
    for (var _i54 = 0, _Object$entries8 = Object.entries(attributes); _i54 < _Object$entries8.length; _i54++) {
      var _Object$entries8$_i = _Object$entries8[_i54],
        key = _Object$entries8$_i[0],
        value = _Object$entries8$_i[1];
      node.setAttribute(key, value);
    }
    return node;
  }
  function motif(name, isIkat) {
    if (isIkat === void 0) {
      isIkat = false;
    }
    var grid = MOTIFS[name];
    if (!grid) return null;
    var svg = element("svg", {
      viewBox: "0 0 " + SIDE + " " + SIDE,
      "shape-rendering": "crispEdges"
    });
    svg.append(isIkat ? ikat(grid) : element("path", {
      d: path(grid, SIDE),
      fill: "currentColor"
    }));
    return svg;
  }
  function ikat(grid) {
    var group = element("g", {
      fill: "currentColor"
    });
    var filled = rows(grid, SIDE);
    for (var thread = 0; thread < SIDE * IKAT.threads; thread += 1) {
      var column = Math.floor(thread / IKAT.threads);
      var slip = IKAT.slip * uneven(thread);
      var top = null;
      for (var y = 0; y <= SIDE; y += 1) {
        var on = y < SIDE && filled[y].includes(column);
        if (on && top === null) top = y;
        if (on || top === null) continue;
        var from = top + slip + IKAT.fray * uneven(thread * 31 + y);
        var to = y + slip + IKAT.fray * uneven(thread * 17 + y + 5);
        group.append(element("rect", {
          x: (thread / IKAT.threads).toFixed(3),
          y: from.toFixed(3),
          width: (IKAT.thick / IKAT.threads).toFixed(3),
          height: Math.max(0.3, to - from).toFixed(3)
        }));
        top = null;
      }
    }
    return group;
  }
  function uneven(n) {
    var wave = Math.sin(n * 12.9898) * 43758.5453;
    return (wave - Math.floor(wave)) * 2 - 1;
  }
  function selvedge(state, cell) {
    var id = "selvedge-" + (patterns += 1);
    var stale = state === "stale";
    var width = (stale ? THREAD.dash + THREAD.gap : SELVEDGE_WIDTH) * cell;
    var height = SELVEDGE_HEIGHT * cell;
    var pattern = element("pattern", {
      id: id,
      x: -width / 2,
      y: -height / 2,
      width: width,
      height: height,
      patternUnits: "userSpaceOnUse"
    });
    pattern.append(stale ? element("rect", {
      x: THREAD.gap / 2 * cell,
      y: (SELVEDGE_HEIGHT - THREAD.thick) / 2 * cell,
      width: THREAD.dash * cell,
      height: THREAD.thick * cell,
      fill: "currentColor"
    }) : element("path", {
      d: path(SELVEDGE, SELVEDGE_WIDTH),
      fill: "currentColor",
      transform: "scale(" + cell + ")"
    }));
    var strip = element("rect", {
      x: -REACH,
      y: -height / 2,
      width: 2 * REACH,
      height: height,
      fill: "url(#" + id + ")"
    });
    var centred = element("svg", {
      x: "50%",
      y: "50%",
      overflow: "visible"
    });
    centred.append(pattern, strip);
    var svg = element("svg", {
      width: "100%",
      height: "100%",
      "shape-rendering": "crispEdges"
    });
    svg.append(centred);
    return svg;
  }
  var SVG2 = "http://www.w3.org/2000/svg";
  var XLINK = "http://www.w3.org/1999/xlink";
  var sprite = null;
  function loadIcons(address) {
    var request = new XMLHttpRequest();
    request.onreadystatechange = function () {
      if (request.readyState !== 4 || request.status !== 200 || !request.responseXML) return;
      sprite = document.importNode(request.responseXML.documentElement, true);
      sprite.setAttribute("width", "0");
      sprite.setAttribute("height", "0");
      document.body.appendChild(sprite);
    };
    request.open("GET", address, true);
    request.send(null);
  }
  function drawSigns(inside) {
    var _loop2 = function _loop2() {
        var sign = _inside$querySelector2[_i56];
        var key = ["name", "ikat", "state", "cell"].map(function (name) {
          return sign.getAttribute(name);
        }).join();
        if (sign.getAttribute("data-drawn") === key) return 0;
        var drawing = drawSign(sign);
        if (!drawing) return 0;
        sign.textContent = "";
        sign.appendChild(drawing);
        sign.setAttribute("data-drawn", key);
        sign.setAttribute("aria-hidden", "true");
      },
      _ret;
    for (var _i56 = 0, _inside$querySelector2 = inside.querySelectorAll("antre-motif, antre-selvedge, antre-icon"); _i56 < _inside$querySelector2.length; _i56++) {
      _ret = _loop2();
      if (_ret === 0) continue;
    }
  }
  function drawSign(sign) {
    var name = sign.getAttribute("name");
    switch (sign.tagName.toLowerCase()) {
      case "antre-motif":
        return motif(name, sign.hasAttribute("ikat"));
      case "antre-selvedge":
        return selvedge(sign.getAttribute("state"), Number(sign.getAttribute("cell") || 1));
      default:
        return sprite && icon2(name);
    }
  }
  function icon2(name) {
    var svg = document.createElementNS(SVG2, "svg");
    var use = document.createElementNS(SVG2, "use");
    use.setAttributeNS(XLINK, "xlink:href", "#" + name);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.appendChild(use);
    return svg;
  }
  var inMemory = {};
  function read2(name) {
    try {
      return window.localStorage.getItem(name) || inMemory[name] || "";
    } catch (_unused2) {
      return inMemory[name] || "";
    }
  }
  function store(name, value) {
    inMemory[name] = value;
    try {
      window.localStorage.setItem(name, value);
      return true;
    } catch (_unused3) {
      return false;
    }
  }
  var STORED = "antre-device";
  var OldPairing = function () {
    "use strict";

    function OldPairing(paired) {
      var _this4 = this;
      this._paired = void 0;
      this._view = h("div", {
        id: "device",
        hidden: true
      });
      this._screen = null;
      this._running = null;
      this._paired = paired;
      document.body.appendChild(this._view);
      document.addEventListener("keydown", function (event) {
        if (event.keyCode === 80 && !_this4.token) _this4.pair();
      });
      if (/[?&]pair\b/.test(location.search) && !this.token) this.pair();
    }
    var _proto7 = OldPairing.prototype;
    _proto7.pair = function pair() {
      if (this._running) return;
      this._running = {};
      this._show("asking");
      this._requestCode(this._running);
    };
    _proto7.isDevice = function isDevice() {
      this._running = null;
      this._show(null);
    };
    _proto7.revoked = function revoked() {
      if (this._running || this._screen === "revoked") return false;
      this._show("revoked");
      return true;
    };
    _proto7._requestCode = function _requestCode(pairing) {
      var _this5 = this;
      if (this._running !== pairing) return;
      ask("POST", API + "/pairings", {
        body: {}
      }, function (status, body) {
        if (_this5._running !== pairing) return;
        if (status !== 201 || !body) {
          setTimeout(function () {
            return _this5._requestCode(pairing);
          }, ASK_AGAIN_MS);
          return;
        }
        _this5._show("code", {
          code: body.code,
          time: clock(body.valid_until)
        });
        _this5._poll(pairing, body, performance.now() + body.valid_ms - SPARE_MS);
      });
    };
    _proto7._poll = function _poll(pairing, code2, endsMs) {
      var _this6 = this;
      setTimeout(function () {
        if (_this6._running !== pairing) return;
        ask("GET", API + "/pairings/mine", {
          headers: {
            "X-Pairing": code2.secret
          }
        }, function (status, body) {
          if (_this6._running !== pairing) return;
          if (status === 200 && (body == null ? void 0 : body.state) === "paired") {
            store(STORED, body.token);
            _this6._running = null;
            _this6._paired(body.device);
          } else if (status === 404 || performance.now() >= endsMs) _this6._requestCode(pairing);else _this6._poll(pairing, code2, endsMs);
        });
      }, code2.poll_ms);
    };
    _proto7._show = function _show(screen, values) {
      var _this7 = this;
      this._screen = screen;
      showPairing(this._view, screen, {
        values: values,
        pair: function pair() {
          return _this7.pair();
        }
      });
      drawSigns(this._view);
    };
    return _createClass(OldPairing, [{
      key: "token",
      get: function get() {
        return read2(STORED);
      }
    }]);
  }();
  var DONE = "antre-device-done";
  var REPORT_MS = 5e3;
  var RECEIPTS_MAX = 50;
  var OldDevice = function () {
    "use strict";

    function OldDevice(board2) {
      var _this8 = this;
      this.me = null;
      this._board = void 0;
      this._initial = {};
      this._address = void 0;
      this._build = null;
      this._done = read2(DONE);
      this._outbox = [];
      this._isReporting = false;
      this._receipts = new Receipts(function (kind, receipt) {
        return _this8._send(kind, receipt);
      });
      this._pairing = void 0;
      var data = board2.data;
      this._board = board2;
      this._address = {
        zone: data.zone || null,
        agency: data.agency || null,
        counter: data.counter || null
      };
      for (var _i58 = 0, _ref71 = ["zone", "inches", "distance", "voice", "muted"]; _i58 < _ref71.length; _i58++) {
        var name = _ref71[_i58];
        this._initial[name] = data[name] || "";
      }
      this._pairing = new OldPairing(function (device) {
        return _this8._paired(device);
      });
      setInterval(function () {
        return _this8.report();
      }, REPORT_MS);
      this.report();
    }
    var _proto8 = OldDevice.prototype;
    _proto8.receipt = function receipt(effect, nowMs) {
      if (this.me) this._receipts.add(effect, nowMs);
    };
    _proto8.refused = function refused(slug, problem) {
      if (slug === "device-unknown") this._revoked();else if (slug === "not-paired") this._pairing.pair();else if (slug === "device-elsewhere" && problem.device) this._move(problem.device);
    };
    _proto8.report = function report() {
      var _this9 = this;
      if (!this._pairing.token || this._isReporting) return;
      this._isReporting = true;
      var batch = this._outbox.splice(0, RECEIPTS_MAX);
      var body = _extends({
        state: this._state()
      }, this._address, {
        done: this._done
      }, byKind(batch));
      ask("POST", API + "/device", {
        headers: this.headers,
        body: body
      }, function (status, response) {
        _this9._isReporting = false;
        if (status === 200 && response) _this9._handle(response);else if (status === 401) _this9._revoked();else _this9._outbox = batch.concat(_this9._outbox).slice(-RECEIPTS_MAX);
        if (status === 200 && _this9._outbox.length) _this9.report();
      });
    };
    _proto8._state = function _state() {
      return stateOf({
        build: this._build,
        sound: document.body.getAttribute("data-sound"),
        seen: this._board.seen,
        width: innerWidth,
        height: innerHeight,
        capitals: this._board.capitals
      });
    };
    _proto8._send = function _send(kind, receipt) {
      var _this0 = this;
      this._outbox.push(_extends({
        kind: kind
      }, receipt));
      setTimeout(function () {
        return _this0.report();
      }, 0);
    };
    _proto8._handle = function _handle(_ref72) {
      var _this$_build;
      var device = _ref72.device,
        command = _ref72.do;
      var build = device.build,
        me = _objectWithoutPropertiesLoose(device, _excluded);
      var before = this.me;
      if (me.venue !== this._board.venue) {
        this._move(me);
        return;
      }
      this._build = (_this$_build = this._build) != null ? _this$_build : build;
      this.me = me;
      for (var _i60 = 0, _Object$entries0 = Object.entries(dataOf(me, this._initial)); _i60 < _Object$entries0.length; _i60++) {
        var _Object$entries0$_i = _Object$entries0[_i60],
          name = _Object$entries0$_i[0],
          value = _Object$entries0$_i[1];
        document.body.setAttribute("data-" + name, value);
      }
      this._pairing.isDevice();
      if ((before == null ? void 0 : before.zone) !== me.zone) this._board.again();
      if (command && command.id !== this._done) this._execute(command);
    };
    _proto8._execute = function _execute(_ref73) {
      var id = _ref73.id,
        what = _ref73.what;
      this._done = id;
      var isStored = store(DONE, id);
      if (what === "test") this._board.voice.test();else if (what === "reload" && isStored) location.reload();
    };
    _proto8._move = function _move(me) {
      location.replace(addressOf(me, location.search).replace("/board/", "/tv/"));
    };
    _proto8._revoked = function _revoked() {
      if (this._pairing.revoked()) this.me = null;
    };
    _proto8._paired = function _paired(device) {
      if (device.venue !== this._board.venue) this._move(device);else {
        this.report();
        this._board.again();
      }
    };
    return _createClass(OldDevice, [{
      key: "headers",
      get: function get() {
        var token = this._pairing.token;
        return token ? {
          "X-Device": token
        } : {};
      }
    }, {
      key: "day",
      set: function set(day) {
        this._receipts.day = day != null ? day : null;
      }
    }]);
  }();
  function byKind(receipts) {
    var of = function of(kind) {
      return receipts.filter(function (receipt) {
        return receipt.kind === kind;
      });
    };
    return {
      shown: of("shown").map(function (_ref74) {
        var seq = _ref74.seq;
        return seq;
      }),
      spoken: of("spoken").map(function (_ref75) {
        var seq = _ref75.seq;
        return seq;
      }),
      silent: of("silent").map(function (_ref76) {
        var seq = _ref76.seq,
          why = _ref76.why;
        return {
          seq: seq,
          why: why
        };
      })
    };
  }
  var EVERY_MS = 1e3;
  var WHOLE_EVERY_MS = 3e4;
  var RETRY_MAX_MS = 4e3;
  var Polling = function () {
    "use strict";

    function Polling() {
      this._failures = 0;
      this._tip = null;
      this._wholeAt = -Infinity;
    }
    var _proto9 = Polling.prototype;
    _proto9.wanted = function wanted(nowMs) {
      return this._tip && nowMs - this._wholeAt < WHOLE_EVERY_MS ? this._tip : null;
    };
    _proto9.took = function took(_ref77, nowMs) {
      var epoch = _ref77.epoch,
        seq = _ref77.seq;
      this._tip = {
        epoch: epoch,
        seq: seq
      };
      this._wholeAt = nowMs;
      this._failures = 0;
      return EVERY_MS;
    };
    _proto9.isNewest = function isNewest() {
      this._failures = 0;
      return EVERY_MS;
    };
    _proto9.failed = function failed(jitter) {
      this._failures = Math.min(this._failures + 1, 10);
      this._tip = null;
      return Math.min(RETRY_MAX_MS, EVERY_MS / 2 * Math.pow(2, this._failures)) * (0.5 + jitter / 2);
    };
    return _createClass(Polling);
  }();
  var API2 = "/api/display/v1/voice";
  var TIMES_MAX = 21;
  function voiceOf(venue) {
    return API2 + "/" + encodeURIComponent(venue);
  }
  function callWords(venue, _ref78, lang) {
    var number = _ref78.number,
      counter = _ref78.counter,
      recalls = _ref78.recalls;
    var times2 = Math.min(TIMES_MAX, recalls + 1);
    var query = "number=" + encodeURIComponent(number) + "&counter=" + encodeURIComponent(counter) + "&times=" + times2;
    return voiceOf(venue) + "/call.wav?" + query + "&lang=" + lang;
  }
  function testWords(venue, lang) {
    return voiceOf(venue) + "/test.wav?lang=" + lang;
  }
  var SILENCE = API + "/chime/silence.wav";
  var BEGINS_WITHIN_MS = 3e3;
  var PAUSE_MS = 300;
  var TRY_AGAIN_MS = 15e3;
  var OldVoice = function () {
    "use strict";

    function OldVoice(venue) {
      var _this1 = this;
      this._audio = document.createElement("audio");
      this._venue = void 0;
      this._languages = ["id"];
      this._current = null;
      this._stop = null;
      this._isLocked = true;
      this._venue = venue;
      setInterval(function () {
        if (_this1._isLocked && !_this1._current) _this1.unlock();
      }, TRY_AGAIN_MS);
      this.unlock();
    }
    var _proto0 = OldVoice.prototype;
    _proto0.unlock = function unlock() {
      var _this$_stop;
      if (!this._isLocked || this._current || !this._audio.play) return;
      (_this$_stop = this._stop) == null || _this$_stop.call(this);
      this._sound(SILENCE, function () {});
    };
    _proto0.learn = function learn() {
      var _this10 = this;
      ask("GET", voiceOf(this._venue), {}, function (status, state) {
        if (status === 200 && state != null && state.languages) _this10._languages = state.languages;
      });
    };
    _proto0.play = function play(call, done) {
      var _this11 = this;
      var address = function address(lang) {
        return callWords(_this11._venue, call, lang);
      };
      this._say(call.recalls ? "recall" : "call", address, call.brief, done);
    };
    _proto0.test = function test() {
      var _this12 = this;
      this._say("call", function (lang) {
        return testWords(_this12._venue, lang);
      }, false, function () {});
    };
    _proto0.hurry = function hurry() {
      if (this._current) this._current.isBrief = true;
    };
    _proto0.hush = function hush() {
      var _this$_current, _this$_stop2;
      var _ref79 = (_this$_current = this._current) != null ? _this$_current : {},
        done = _ref79.done;
      this._current = null;
      (_this$_stop2 = this._stop) == null || _this$_stop2.call(this);
      done == null || done("silent");
    };
    _proto0._say = function _say(chime, address, isBrief, done) {
      var _this13 = this;
      this.hush();
      var current = {
        isBrief: isBrief,
        done: done
      };
      this._current = current;
      var end = function end(result) {
        if (_this13._current !== current) return;
        _this13._current = null;
        done(result);
      };
      var parts2 = [API + "/chime/" + chime + ".wav"].concat(this._languages.map(address));
      var _next = function next(n) {
        if (_this13._current !== current) return;
        if (n === parts2.length || n > 1 && current.isBrief) end("spoken");else _this13._sound(parts2[n], function (isPlayed) {
          return isPlayed ? setTimeout(function () {
            return _next(n + 1);
          }, PAUSE_MS) : end("silent");
        });
      };
      _next(0);
    };
    _proto0._sound = function _sound(address, done) {
      var _this14 = this,
        _audio$play;
      var audio = this._audio;
      var isOver = false;
      var end = function end(isPlayed) {
        if (isOver) return;
        isOver = true;
        clearTimeout(timeout);
        audio.onplaying = audio.onended = audio.onerror = null;
        _this14._stop = null;
        done(isPlayed);
      };
      var timeout = setTimeout(function () {
        return end(false);
      }, BEGINS_WITHIN_MS);
      audio.onplaying = function () {
        _this14._isLocked = false;
        clearTimeout(timeout);
      };
      audio.onended = function () {
        return end(true);
      };
      audio.onerror = function () {
        return end(false);
      };
      this._stop = function () {
        audio.pause();
        end(false);
      };
      audio.src = address;
      (_audio$play = audio.play()) == null || _audio$play.then == null || _audio$play.then(null, function (error) {
        if (isOver) return;
        if (error.name === "NotAllowedError") _this14._isLocked = true;
        end(false);
      });
    };
    return _createClass(OldVoice, [{
      key: "state",
      get: function get() {
        if (!this._audio.play) return "off";
        return this._isLocked ? "locked" : "on";
      }
    }]);
  }();
  var INFO_MAX = {
    hall: 80,
    small: 80,
    portrait: 86
  };
  var PULSE_STEP_MS = 500;
  var DRAWN = {
    hall: "hall",
    small: "small",
    portrait: "portrait",
    counter: "hall",
    phone: "portrait"
  };
  var PAGE_ID = Math.random().toString(36).slice(2);
  var SELECTED = ["zone", "agency", "counter"];
  var DATA = ["venue", "layout", "voice", "inches", "distance", "muted", "icons"].concat(SELECTED);
  var OldBoard = function () {
    "use strict";

    function OldBoard(element2) {
      var _this15 = this;
      this.seen = {};
      this.capitals = 0;
      this.qr = null;
      this._element = void 0;
      this._polling = new Polling();
      this._pending = null;
      this._timer = null;
      this._device = void 0;
      this._screen = new Screen(this, INFO_MAX);
      this._isStill = Boolean(window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches);
      this._element = element2;
      this.voice = new OldVoice(this.venue);
      var _this$_screen$languag = this._screen.languages,
        lang = _this$_screen$languag[0];
      if (this.data.phones) this.qr = "/board/" + encodeURIComponent(this.venue) + "/qr.svg?" + this._query({
        lang: lang
      });
      element2.append.apply(element2, parts());
      loadIcons(this.data.icons);
      this._device = new OldDevice(this);
      window.addEventListener("resize", function () {
        return _this15.update();
      }, false);
      for (var _i62 = 0, _ref81 = ["keydown", "mousedown", "touchend", "click"]; _i62 < _ref81.length; _i62++) {
        var touch = _ref81[_i62];
        document.addEventListener(touch, function () {
          return _this15.voice.unlock();
        }, false);
      }
      setInterval(function () {
        return _this15.update();
      }, DRAW_MS);
      this.update();
      this.again();
    }
    var _proto1 = OldBoard.prototype;
    _proto1.again = function again() {
      var _this16 = this;
      clearTimeout(this._timer);
      var request = {};
      this._pending = request;
      var query = this._query(_extends({}, this._polling.wanted(performance.now()), {
        screen: PAGE_ID
      }));
      var address = "/api/display/v1/venues/" + encodeURIComponent(this.venue) + "/board?" + query;
      ask("GET", address, {
        headers: this._device.headers
      }, function (status, body) {
        if (_this16._pending !== request) return;
        var pauseMs = _this16._handle(status, body, performance.now());
        _this16.update();
        _this16._timer = setTimeout(function () {
          return _this16.again();
        }, pauseMs);
      });
    };
    _proto1._handle = function _handle(status, body, now) {
      var _body$slug;
      if (status === 200 && body != null && body.board) {
        this._take(body, now);
        return this._polling.took(body.board, now);
      }
      if (status === 204) {
        this._screen.confirm(this.seen, now);
        return this._polling.isNewest();
      }
      this._screen.refused = (_body$slug = body == null ? void 0 : body.slug) != null ? _body$slug : this._screen.refused;
      if (body != null && body.slug) this._device.refused(body.slug, body);
      return this._polling.failed(Math.random());
    };
    _proto1._take = function _take(_ref82, now) {
      var _screen$house;
      var house = _ref82.house,
        board2 = _ref82.board;
      var screen = this._screen;
      screen.refused = null;
      if (!screen.receive(board2, now)) return;
      this.seen = {
        epoch: board2.epoch,
        seq: board2.seq
      };
      if (((_screen$house = screen.house) == null ? void 0 : _screen$house.version) !== house.version) this.voice.learn();
      screen.house = house;
      this._device.day = board2.service_day;
      screen.announce(board2, now);
    };
    _proto1._query = function _query(more) {
      var data = this.data;
      var selected = SELECTED.filter(function (name) {
        return data[name];
      }).map(function (name) {
        return [name, data[name]];
      });
      return selected.concat(Object.entries(more || {})).map(function (_ref83) {
        var name = _ref83[0],
          value = _ref83[1];
        return name + "=" + encodeURIComponent(value);
      }).join("&");
    };
    _proto1.sound = function sound() {
      var _this$data = this.data,
        voice = _this$data.voice,
        muted = _this$data.muted;
      return muted ? "muted" : voice === "off" ? "off" : this.voice.state;
    };
    _proto1.soundChanged = function soundChanged() {
      this._device.report();
    };
    _proto1.speak = function speak(effect, done) {
      this.voice.play(effect, done);
    };
    _proto1.receipt = function receipt(effect, now) {
      this._device.receipt(effect, now);
    };
    _proto1.update = function update() {
      var now = performance.now();
      var _this$_fit = this._fit(now),
        layout = _this$_fit.layout,
        scale = _this$_fit.scale;
      var scene = this._screen.scene(layout, now);
      var sizes = fonts(layout, readMeasures(this.data));
      var font = draw(this._element, scene, sizes);
      this.capitals = Math.round(font * CAPITALS * scale * 10) / 10;
      drawSigns(this._element);
      document.body.className = this._style(scene, now - this._screen.litMs);
    };
    _proto1._style = function _style(_ref84, litForMs) {
      var phase = _ref84.phase,
        layout = _ref84.layout,
        languages = _ref84.languages;
      var isPulsing = phase === "calling" && litForMs < PULSE_MS && !this._isStill;
      var isOff = isPulsing && Math.floor(litForMs / PULSE_STEP_MS) % 2 === 1;
      var isLow = !this._element.querySelector(".hour");
      return layout + " " + phase + " in-" + languages[0] + " " + (isOff ? "pulse-off" : "") + " " + (isLow ? "low" : "");
    };
    _proto1._fit = function _fit(now) {
      var layout = DRAWN[layoutFor(this.data.layout, innerWidth, innerHeight)];
      var screen = {
        width: innerWidth,
        height: innerHeight,
        shift: driftAt(now)
      };
      var _placeOn = placeOn(layout, screen),
        scale = _placeOn.scale,
        transform = _placeOn.transform;
      if (this._element.getAttribute("data-place") !== transform) {
        this._element.setAttribute("data-place", transform);
        var style = this._element.style;
        style.width = LAYOUTS[layout].width + "px";
        style.height = LAYOUTS[layout].height + "px";
        for (var _i64 = 0, _ref86 = ["transform", "webkitTransform", "MozTransform", "msTransform", "OTransform"]; _i64 < _ref86.length; _i64++) {
          var name = _ref86[_i64];
          style[name] = transform;
        }
      }
      return {
        layout: layout,
        scale: scale
      };
    };
    return _createClass(OldBoard, [{
      key: "trace",
      get: function get() {
        return this._screen.trace;
      }
    }, {
      key: "venue",
      get: function get() {
        return this.data.venue;
      }
    }, {
      key: "data",
      get: function get() {
        var data = {};
        for (var _i66 = 0; _i66 < DATA.length; _i66++) {
          var name = DATA[_i66];
          data[name] = document.body.getAttribute("data-" + name) || "";
        }
        return data;
      }
    }]);
  }();
  var _board = typeof document === "undefined" ? null : new OldBoard(document.getElementById("board"));
  var _trace = _board ? _board.trace : [];
  return __toCommonJS(old_tv_exports);
}();
