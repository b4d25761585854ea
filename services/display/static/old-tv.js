/*
 * Antre's board for old TVs, in ES5. Made by "make old-tv" of the board's own sources; change those, not this.
 * Made by: @babel/core 8.1.3, @babel/preset-env 8.0.7, esbuild 0.28.2
 * Sources: scripts/old_tv/make.mjs scripts/old_tv/package.json services/display/static/board/announcer.js services/display/static/board/draw.js services/display/static/board/lines.js services/display/static/board/sizes.js services/display/static/board/state.js services/display/static/board/words.js services/display/static/device/receipts.js services/display/static/device/state.js services/display/static/old/asking.js services/display/static/old/board.js services/display/static/old/device.js services/display/static/old/drawing.js services/display/static/old/missing.js services/display/static/old/old-tv.js services/display/static/old/polling.js services/display/static/old/voice.js services/web/static/dom.js services/web/static/format.js services/web/static/freshness.js services/web/static/pairing-words.js services/web/static/server-clock.js services/web/static/weave.js
 * Sources sha256: 7f6231cd54a986aabd25a189dc472657e8e16cfc3a220a816c694d156b1c0a20
 * Body sha256: b1bc5413e44962b54f2d877ab85133610308c4211338236fe11cb6e45e7da956
 */
var _excluded = ["litMs", "isWarm", "isSounding", "n", "calledMs", "dueMs"],
  _excluded2 = ["build"];
function _extends() { return _extends = Object.assign ? Object.assign.bind() : function (n) { for (var e = 1; e < arguments.length; e++) { var t = arguments[e]; for (var r in t) ({}).hasOwnProperty.call(t, r) && (n[r] = t[r]); } return n; }, _extends.apply(null, arguments); }
function _defineProperties(r, t) { for (var o = 0; o < t.length; o++) { var i = t[o]; i.enumerable = i.enumerable || !1, i.configurable = !0, "value" in i && (i.writable = !0), Object.defineProperty(r, _toPropertyKey(i.key), i); } }
function _createClass(e, r, t) { return r && _defineProperties(e.prototype, r), t && _defineProperties(e, t), Object.defineProperty(e, "prototype", { writable: !1 }), e; }
function _toPropertyKey(r) { var o = _toPrimitive(r, "string"); return "symbol" == typeof o ? o : o + ""; }
function _toPrimitive(t, e) { if ("object" != typeof t || !t) return t; var r; if ("undefined" != typeof Symbol && void 0 !== (r = t[Symbol.toPrimitive])) { var i = r.call(t, e || "default"); if ("object" != typeof i) return i; throw new TypeError("@@toPrimitive must return a primitive value."); } return ("string" === e ? String : Number)(t); }
function _classPrivateFieldLooseBase(e, t) { if (!{}.hasOwnProperty.call(e, t)) throw new TypeError("attempted to use private field on non-instance"); return e; }
var e = 0;
function _classPrivateFieldLooseKey(r) { return "__private_" + e++ + "_" + r; }
function _objectWithoutPropertiesLoose(r, e) { if (null == r) return {}; var t = {}; for (var n in r) if ({}.hasOwnProperty.call(r, n)) { if (-1 !== e.indexOf(n)) continue; t[n] = r[n]; } return t; }
var AntreOldTv = function (_board2, _queue, _lit, _told, _owed, _newest, _burst, _sound, _isStale, _remember, _takeOver, _take, _isNews, _stands, _waitsRightly, _mayBePushedOut, _heard, _goStale, _comeBack, _advance, _hurry, _holdMs, _light, _hush, _cool, _announcer, _seen, _heardMs, _offset, _zone, _emit, _waiting, _told2, _day, _tell, _send, _board3, _given, _address, _build, _done, _outbox, _isReporting, _receipts, _view, _screen, _pairing, _languages, _take3, _told3, _carryOut, _move, _revoked, _askForCode, _wait, _paired, _words, _show, _failures, _known, _wholeAt, _audio, _venue, _languages2, _saying, _stop, _isLocked, _say, _sound2, _element, _state, _freshness, _clock, _polling, _asked, _next, _house, _houseVersion, _refused, _info, _infoAt, _pulseAt, _sound4, _wasStale, _voice, _device, _qr, _languages3, _isStill, _answered, _take5, _query, _sense, _hear, _carryOut3, _speak, _finish, _scale, _fit, _since) {
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
  function give(owner, name, value) {
    if (!owner[name]) Object.defineProperty(owner, name, {
      value: value,
      configurable: true,
      writable: true
    });
  }
  give(Object, "hasOwn", function (owner, name) {
    return Object.prototype.hasOwnProperty.call(owner, name);
  });
  give(Object, "entries", function (owner) {
    return Object.keys(owner).map(function (name) {
      return [name, owner[name]];
    });
  });
  give(Object, "assign", function (owner) {
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
  give(Number, "isInteger", function (value) {
    return typeof value === "number" && isFinite(value) && Math.floor(value) === value;
  });
  give(Math, "hypot", function (x, y) {
    return Math.sqrt(x * x + y * y);
  });
  give(Array.prototype, "find", function find(is) {
    return this.filter(is)[0];
  });
  give(Array.prototype, "includes", function includes(value) {
    return this.indexOf(value) !== -1;
  });
  give(Array.prototype, "flat", function flat(depth) {
    if (depth === void 0) {
      depth = 1;
    }
    return this.reduce(function (all, one) {
      return all.concat(Array.isArray(one) && depth > 1 ? one.flat(depth - 1) : one);
    }, []);
  });
  give(Array.prototype, "flatMap", function flatMap(make) {
    return this.map(make).flat();
  });
  give(String.prototype, "includes", function includes2(part) {
    return this.indexOf(part) !== -1;
  });
  give(String.prototype, "startsWith", function startsWith(part) {
    return this.lastIndexOf(part, 0) === 0;
  });
  var STEP_MAX_MS = 6e4;
  function steadyClock() {
    var before = Date.now();
    var passed = 0;
    return function () {
      var now = Date.now();
      passed += Math.max(0, Math.min(STEP_MAX_MS, now - before));
      before = now;
      return passed;
    };
  }
  if (typeof window !== "undefined") {
    if (!window.performance) window.performance = {};
    give(window.performance, "now", steadyClock());
  }
  if (typeof Element !== "undefined") {
    give(Element.prototype, "append", function append() {
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
  var TOLD_MAX = 200;
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
  var asTold = function asTold(_ref) {
    var litMs = _ref.litMs,
      isWarm = _ref.isWarm,
      isSounding = _ref.isSounding,
      n = _ref.n,
      calledMs = _ref.calledMs,
      dueMs = _ref.dueMs,
      call = _objectWithoutPropertiesLoose(_ref, _excluded);
    return call;
  };
  var _Announcer = (_board2 = _classPrivateFieldLooseKey("board"), _queue = _classPrivateFieldLooseKey("queue"), _lit = _classPrivateFieldLooseKey("lit"), _told = _classPrivateFieldLooseKey("told"), _owed = _classPrivateFieldLooseKey("owed"), _newest = _classPrivateFieldLooseKey("newest"), _burst = _classPrivateFieldLooseKey("burst"), _sound = _classPrivateFieldLooseKey("sound"), _isStale = _classPrivateFieldLooseKey("isStale"), _remember = _classPrivateFieldLooseKey("remember"), _takeOver = _classPrivateFieldLooseKey("takeOver"), _take = _classPrivateFieldLooseKey("take"), _isNews = _classPrivateFieldLooseKey("isNews"), _stands = _classPrivateFieldLooseKey("stands"), _waitsRightly = _classPrivateFieldLooseKey("waitsRightly"), _mayBePushedOut = _classPrivateFieldLooseKey("mayBePushedOut"), _heard = _classPrivateFieldLooseKey("heard"), _goStale = _classPrivateFieldLooseKey("goStale"), _comeBack = _classPrivateFieldLooseKey("comeBack"), _advance = _classPrivateFieldLooseKey("advance"), _hurry = _classPrivateFieldLooseKey("hurry"), _holdMs = _classPrivateFieldLooseKey("holdMs"), _light = _classPrivateFieldLooseKey("light"), _hush = _classPrivateFieldLooseKey("hush"), _cool = _classPrivateFieldLooseKey("cool"), function () {
    "use strict";

    function _Announcer() {
      Object.defineProperty(this, _cool, {
        value: _cool2
      });
      Object.defineProperty(this, _hush, {
        value: _hush2
      });
      Object.defineProperty(this, _light, {
        value: _light2
      });
      Object.defineProperty(this, _holdMs, {
        get: _get_holdMs,
        set: void 0
      });
      Object.defineProperty(this, _hurry, {
        value: _hurry2
      });
      Object.defineProperty(this, _advance, {
        value: _advance2
      });
      Object.defineProperty(this, _comeBack, {
        value: _comeBack2
      });
      Object.defineProperty(this, _goStale, {
        value: _goStale2
      });
      Object.defineProperty(this, _heard, {
        value: _heard2
      });
      Object.defineProperty(this, _mayBePushedOut, {
        value: _mayBePushedOut2
      });
      Object.defineProperty(this, _waitsRightly, {
        value: _waitsRightly2
      });
      Object.defineProperty(this, _stands, {
        value: _stands2
      });
      Object.defineProperty(this, _isNews, {
        value: _isNews2
      });
      Object.defineProperty(this, _take, {
        value: _take2
      });
      Object.defineProperty(this, _takeOver, {
        value: _takeOver2
      });
      Object.defineProperty(this, _remember, {
        value: _remember2
      });
      Object.defineProperty(this, _board2, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _queue, {
        writable: true,
        value: []
      });
      Object.defineProperty(this, _lit, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _told, {
        writable: true,
        value: []
      });
      Object.defineProperty(this, _owed, {
        writable: true,
        value: NOTHING_OWED
      });
      Object.defineProperty(this, _newest, {
        writable: true,
        value: {
          epoch: null,
          seq: -1
        }
      });
      Object.defineProperty(this, _burst, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _sound, {
        writable: true,
        value: "locked"
      });
      Object.defineProperty(this, _isStale, {
        writable: true,
        value: false
      });
    }
    var _proto = _Announcer.prototype;
    _proto.hear = function hear(event) {
      var effects = [];
      switch (event.kind) {
        case "remember":
          _classPrivateFieldLooseBase(this, _remember)[_remember](event);
          break;
        case "board":
          effects.push.apply(effects, _classPrivateFieldLooseBase(this, _take)[_take](event.board, event.at));
          break;
        case "audio":
          effects.push.apply(effects, _classPrivateFieldLooseBase(this, _heard)[_heard](event));
          break;
        case "sound":
          _classPrivateFieldLooseBase(this, _sound)[_sound] = event.state;
          break;
        case "stale":
          effects.push.apply(effects, _classPrivateFieldLooseBase(this, _goStale)[_goStale]());
          break;
        case "fresh":
          _classPrivateFieldLooseBase(this, _comeBack)[_comeBack](event.at);
          break;
        default:
      }
      effects.push.apply(effects, _classPrivateFieldLooseBase(this, _advance)[_advance](event.at));
      return effects;
    };
    _proto.isOnAir = function isOnAir(at) {
      return _classPrivateFieldLooseBase(this, _queue)[_queue].length > 0 || Boolean(_classPrivateFieldLooseBase(this, _lit)[_lit] && (_classPrivateFieldLooseBase(this, _lit)[_lit].isSounding || at - _classPrivateFieldLooseBase(this, _lit)[_lit].litMs < _classPrivateFieldLooseBase(this, _holdMs)[_holdMs]));
    };
    return _createClass(_Announcer, [{
      key: "lit",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _lit)[_lit];
      }
    }, {
      key: "waiting",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _queue)[_queue];
      }
    }, {
      key: "board",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _board2)[_board2];
      }
    }, {
      key: "memory",
      get: function get() {
        var _classPrivateFieldLoo;
        var unsaid = (_classPrivateFieldLoo = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo.isSounding ? [_classPrivateFieldLooseBase(this, _lit)[_lit]].concat(_classPrivateFieldLooseBase(this, _queue)[_queue]) : _classPrivateFieldLooseBase(this, _queue)[_queue];
        var names = unsaid.map(idOf);
        return {
          told: _classPrivateFieldLooseBase(this, _told)[_told].filter(function (id) {
            return !names.includes(id);
          }).slice(-MEMORY_MAX),
          owed: unsaid.map(asTold)
        };
      }
    }]);
  }());
  function _remember2(_ref36) {
    var told = _ref36.told,
      owed = _ref36.owed,
      keptMs = _ref36.keptMs;
    _classPrivateFieldLooseBase(this, _told)[_told] = [].concat(told);
    _classPrivateFieldLooseBase(this, _owed)[_owed] = {
      calls: owed,
      keptMs: keptMs
    };
  }
  function _takeOver2(board2, at) {
    var _classPrivateFieldLoo9 = _classPrivateFieldLooseBase(this, _owed)[_owed],
      calls = _classPrivateFieldLoo9.calls,
      keptMs = _classPrivateFieldLoo9.keptMs;
    _classPrivateFieldLooseBase(this, _owed)[_owed] = NOTHING_OWED;
    var nowMs = Date.parse(board2.now);
    if (nowMs - keptMs >= FRESH_MS) return;
    for (var _i42 = 0; _i42 < calls.length; _i42++) {
      var call = calls[_i42];
      var ageMs2 = nowMs - Date.parse(call.called_at);
      _classPrivateFieldLooseBase(this, _told)[_told].push(idOf(call));
      _classPrivateFieldLooseBase(this, _queue)[_queue].push(_extends({}, call, {
        calledMs: at - ageMs2,
        dueMs: at - ageMs2 + WAIT_MAX_MS
      }));
    }
  }
  function _take2(board2, at) {
    var _this7 = this;
    _classPrivateFieldLooseBase(this, _board2)[_board2] = board2;
    _classPrivateFieldLooseBase(this, _takeOver)[_takeOver](board2, at);
    _classPrivateFieldLooseBase(this, _queue)[_queue] = _classPrivateFieldLooseBase(this, _queue)[_queue].filter(function (call) {
      return _classPrivateFieldLooseBase(_this7, _waitsRightly)[_waitsRightly](call);
    });
    var effects = [];
    if (_classPrivateFieldLooseBase(this, _lit)[_lit] && !_classPrivateFieldLooseBase(this, _stands)[_stands](_classPrivateFieldLooseBase(this, _lit)[_lit])) {
      effects.push.apply(effects, _classPrivateFieldLooseBase(this, _hush)[_hush]().concat([{
        kind: "leave",
        seq: _classPrivateFieldLooseBase(this, _lit)[_lit].seq
      }]));
      _classPrivateFieldLooseBase(this, _lit)[_lit] = null;
    }
    for (var _i44 = 0, _sort2 = [].concat(board2.calls).sort(function (a, b) {
        return a.seq - b.seq;
      }); _i44 < _sort2.length; _i44++) {
      var call = _sort2[_i44];
      if (!_classPrivateFieldLooseBase(this, _isNews)[_isNews](call, board2)) continue;
      var ageMs2 = Date.parse(board2.now) - Date.parse(call.called_at);
      if (ageMs2 < FRESH_MS && !call.over) _classPrivateFieldLooseBase(this, _queue)[_queue].push(_extends({}, call, {
        calledMs: at - ageMs2,
        dueMs: at + WAIT_MAX_MS
      }));
    }
    _classPrivateFieldLooseBase(this, _queue)[_queue] = _classPrivateFieldLooseBase(this, _queue)[_queue].slice(-QUEUE_MAX);
    return effects;
  }
  function _isNews2(call, board2) {
    var isOld = board2.epoch === _classPrivateFieldLooseBase(this, _newest)[_newest].epoch && call.seq <= _classPrivateFieldLooseBase(this, _newest)[_newest].seq;
    if (!isOld) _classPrivateFieldLooseBase(this, _newest)[_newest] = {
      epoch: board2.epoch,
      seq: call.seq
    };
    if (isOld || _classPrivateFieldLooseBase(this, _told)[_told].includes(idOf(call))) return false;
    _classPrivateFieldLooseBase(this, _told)[_told] = [].concat(_classPrivateFieldLooseBase(this, _told)[_told], [idOf(call)]).slice(-TOLD_MAX);
    return true;
  }
  function _stands2(call) {
    var calls = _classPrivateFieldLooseBase(this, _board2)[_board2].calls;
    if (calls.some(function (other) {
      return isSamePlace(other, call);
    })) return true;
    return _classPrivateFieldLooseBase(this, _mayBePushedOut)[_mayBePushedOut](call);
  }
  function _waitsRightly2(call) {
    var now = _classPrivateFieldLooseBase(this, _board2)[_board2].calls.find(function (other) {
      return isSamePlace(other, call);
    });
    if (!now) return _classPrivateFieldLooseBase(this, _mayBePushedOut)[_mayBePushedOut](call);
    return !now.over && (now.called_at === call.called_at || now.recalls > call.recalls);
  }
  function _mayBePushedOut2(call) {
    var _classPrivateFieldLoo0 = _classPrivateFieldLooseBase(this, _board2)[_board2],
      calls = _classPrivateFieldLoo0.calls,
      _classPrivateFieldLoo1 = _classPrivateFieldLoo0.withdrawn,
      withdrawn = _classPrivateFieldLoo1 === void 0 ? [] : _classPrivateFieldLoo1;
    if (calls.length < CALLS_MAX || calls.some(function (other) {
      return other.number === call.number;
    })) return false;
    if (withdrawn.some(function (taken) {
      return taken.number === call.number && taken.at >= call.called_at;
    })) return false;
    return calls.every(function (other) {
      return other.seq > call.seq;
    });
  }
  function _heard2(_ref37) {
    var _classPrivateFieldLoo10;
    var seq = _ref37.seq,
      outcome = _ref37.outcome;
    if (!((_classPrivateFieldLoo10 = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo10.isSounding) || _classPrivateFieldLooseBase(this, _lit)[_lit].seq !== seq) return [];
    _classPrivateFieldLooseBase(this, _lit)[_lit].isSounding = false;
    return [outcome === "ended" ? {
      kind: "spoken",
      seq: seq
    } : {
      kind: "silent",
      seq: seq,
      why: "failed"
    }];
  }
  function _goStale2() {
    _classPrivateFieldLooseBase(this, _isStale)[_isStale] = true;
    return [].concat(_classPrivateFieldLooseBase(this, _hush)[_hush](), _classPrivateFieldLooseBase(this, _cool)[_cool]());
  }
  function _comeBack2(at) {
    _classPrivateFieldLooseBase(this, _isStale)[_isStale] = false;
    _classPrivateFieldLooseBase(this, _queue)[_queue] = _classPrivateFieldLooseBase(this, _queue)[_queue].filter(function (call) {
      return at - call.calledMs < FRESH_MS;
    });
  }
  function _advance2(at) {
    var _classPrivateFieldLoo11;
    _classPrivateFieldLooseBase(this, _queue)[_queue] = _classPrivateFieldLooseBase(this, _queue)[_queue].filter(function (call) {
      return at < call.dueMs;
    });
    var effects = _classPrivateFieldLooseBase(this, _hurry)[_hurry]();
    if (_classPrivateFieldLooseBase(this, _isStale)[_isStale]) return effects;
    if ((_classPrivateFieldLoo11 = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo11.isSounding && at - _classPrivateFieldLooseBase(this, _lit)[_lit].litMs >= AUDIO_MAX_MS) effects.push.apply(effects, _classPrivateFieldLooseBase(this, _hush)[_hush]());
    if (_classPrivateFieldLooseBase(this, _lit)[_lit] && (_classPrivateFieldLooseBase(this, _lit)[_lit].isSounding || at - _classPrivateFieldLooseBase(this, _lit)[_lit].litMs < _classPrivateFieldLooseBase(this, _holdMs)[_holdMs])) return effects;
    var next = _classPrivateFieldLooseBase(this, _queue)[_queue].shift();
    if (next) return [].concat(effects, _classPrivateFieldLooseBase(this, _light)[_light](next, at));
    _classPrivateFieldLooseBase(this, _burst)[_burst] = null;
    if (_classPrivateFieldLooseBase(this, _lit)[_lit] && at - _classPrivateFieldLooseBase(this, _lit)[_lit].litMs >= LIT_MS) effects.push.apply(effects, _classPrivateFieldLooseBase(this, _cool)[_cool]());
    return effects;
  }
  function _hurry2() {
    var _classPrivateFieldLoo12;
    if (!_classPrivateFieldLooseBase(this, _burst)[_burst] || _classPrivateFieldLooseBase(this, _burst)[_burst].isBrief || _classPrivateFieldLooseBase(this, _queue)[_queue].length <= BURST_ABOVE) return [];
    _classPrivateFieldLooseBase(this, _burst)[_burst].isBrief = true;
    return (_classPrivateFieldLoo12 = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo12.isSounding ? [{
      kind: "brief",
      seq: _classPrivateFieldLooseBase(this, _lit)[_lit].seq
    }] : [];
  }
  function _get_holdMs() {
    var _classPrivateFieldLoo13;
    if (_classPrivateFieldLooseBase(this, _queue)[_queue].length > FLOOD_ABOVE) return FLOOD_HOLD_MS;
    return (_classPrivateFieldLoo13 = _classPrivateFieldLooseBase(this, _burst)[_burst]) != null && _classPrivateFieldLoo13.isBrief ? BURST_HOLD_MS : HOLD_MS;
  }
  function _light2(call, at) {
    var _classPrivateFieldLoo14;
    var waiting = _classPrivateFieldLooseBase(this, _queue)[_queue].length;
    var burst = (_classPrivateFieldLoo14 = _classPrivateFieldLooseBase(this, _burst)[_burst]) != null ? _classPrivateFieldLoo14 : {
      n: 0,
      isBrief: false
    };
    _classPrivateFieldLooseBase(this, _burst)[_burst] = {
      n: burst.n + 1,
      isBrief: burst.isBrief || waiting > BURST_ABOVE
    };
    var number = call.number,
      counter = call.counter,
      recalls = call.recalls,
      seq = call.seq;
    var isSounding = _classPrivateFieldLooseBase(this, _sound)[_sound] === "on";
    _classPrivateFieldLooseBase(this, _lit)[_lit] = _extends({}, call, {
      litMs: at,
      isWarm: true,
      isSounding: isSounding,
      n: _classPrivateFieldLooseBase(this, _burst)[_burst].n
    });
    var effects = [{
      kind: "light",
      seq: seq,
      number: number,
      counter: counter,
      recalls: recalls,
      n: _classPrivateFieldLooseBase(this, _burst)[_burst].n,
      of: _classPrivateFieldLooseBase(this, _burst)[_burst].n + waiting
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
        brief: _classPrivateFieldLooseBase(this, _burst)[_burst].isBrief
      });
    } else effects.push({
      kind: "silent",
      seq: seq,
      why: _classPrivateFieldLooseBase(this, _sound)[_sound]
    });
    return effects;
  }
  function _hush2() {
    var _classPrivateFieldLoo15;
    if (!((_classPrivateFieldLoo15 = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo15.isSounding)) return [];
    _classPrivateFieldLooseBase(this, _lit)[_lit].isSounding = false;
    var seq = _classPrivateFieldLooseBase(this, _lit)[_lit].seq;
    return [{
      kind: "hush",
      seq: seq
    }, {
      kind: "silent",
      seq: seq,
      why: "stopped"
    }];
  }
  function _cool2() {
    var _classPrivateFieldLoo16;
    if (!((_classPrivateFieldLoo16 = _classPrivateFieldLooseBase(this, _lit)[_lit]) != null && _classPrivateFieldLoo16.isWarm)) return [];
    _classPrivateFieldLooseBase(this, _lit)[_lit].isWarm = false;
    return [{
      kind: "cool",
      seq: _classPrivateFieldLooseBase(this, _lit)[_lit].seq
    }];
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
    closed: ["Pelayanan hari ini sudah selesai.", "Closed for today."],
    opensAgain: ["Buka lagi {day} pukul\xA0{time}.", "Open again {day} {time}."],
    howTitle: ["Cara mengantre", "How to queue"],
    how1: ["Ambil nomor di mesin antrean", "Take a number at the machine"],
    how2: ["Lihat layar dan dengarkan panggilan", "Watch the screen and listen"],
    how3: ["Menuju loket Anda", "Go to your counter"],
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
    deskClosed: ["Loket tutup", "Counter closed"],
    full: ["Layar ini sedang dilihat banyak orang. Lihat layar di ruang tunggu, atau coba lagi dalam 1 menit.", "Many people are viewing this. Watch the hall screens, or try again in 1 minute."],
    unknown: ["Layar ini belum diatur. Petugas: periksa alamat layar ini.", "This screen is not set up. Staff: check its address."],
    starting: ["Layar ini sedang disiapkan.", "This screen is getting ready."]
  };
  var ORDINAL = ["", "1st time", "2nd time", "3rd time"];
  function times(n) {
    var _ORDINAL$n;
    return (_ORDINAL$n = ORDINAL[n]) != null ? _ORDINAL$n : n + "th time";
  }
  var NBSP = "\xA0";
  var DAYS = {
    id: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  };
  var MONTHS = {
    id: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
    en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
  };
  function clock(iso) {
    return iso.slice(11, 13) + "." + iso.slice(14, 16);
  }
  function longDate(iso, language) {
    var _iso$slice$split$map = iso.slice(0, 10).split("-").map(Number),
      year = _iso$slice$split$map[0],
      month = _iso$slice$split$map[1],
      day = _iso$slice$split$map[2];
    var name = DAYS[language][new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
    var date = "" + day + NBSP + MONTHS[language][month - 1] + " " + year;
    return language === "id" ? name + ", " + date : name + " " + date;
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
  function fill(words, values) {
    return words.replace(/\{(\w+)\}/g, function (_, name) {
      var _values$name;
      return String((_values$name = values[name]) != null ? _values$name : "");
    });
  }
  var MISSED_SHOWN = 3;
  function word(languages, name, values) {
    if (values === void 0) {
      values = {};
    }
    return languages.map(function (language) {
      return fill(WORDS[name][language === "id" ? 0 : 1], values);
    });
  }
  function counterNames(languages, house, counter) {
    var _house$counters$count, _house$counters$count2;
    var sign = (_house$counters$count = house == null || (_house$counters$count2 = house.counters[counter]) == null ? void 0 : _house$counters$count2.sign) != null ? _house$counters$count : counter;
    return word(languages, "counter").map(function (name) {
      return together(name.toLowerCase() + " " + sign);
    });
  }
  function lines(_ref2) {
    var _house$info;
    var phase = _ref2.phase,
      board2 = _ref2.board,
      house = _ref2.house,
      languages = _ref2.languages,
      sound = _ref2.sound,
      longest = _ref2.longest;
    var said2 = function said2(name, values) {
      return word(languages, name, values);
    };
    if (phase === "stale") return [["lock", said2("staleKeep")]];
    var found = [];
    if (sound === "locked" && board2) found.push(["volume-off", said2("soundLocked")]);
    if (sound === "muted") found.push(["volume-off", said2("muted")]);
    for (var _i0 = 0, _ref4 = (_board2$withdrawn = board2 == null ? void 0 : board2.withdrawn) != null ? _board2$withdrawn : []; _i0 < _ref4.length; _i0++) {
      var _board2$withdrawn;
      var number = _ref4[_i0].number;
      found.push(["rotate", said2("withdrawn", {
        number: number
      })]);
    }
    var text = function text(both) {
      return languages.map(function (language) {
        return both[language];
      });
    };
    if (house != null && house.notice) found.push(["clock", text(house.notice)]);
    if (board2 != null && board2.missed.length) found.push(["user-x", missed(board2.missed, house, languages)]);
    var _loop2 = function _loop2() {
      var _ref6$_i = _ref6[_i10],
        counter = _ref6$_i.counter,
        until = _ref6$_i.until;
      var names = counterNames(languages, house, counter).map(function (name) {
        return name[0].toUpperCase() + name.slice(1);
      });
      var pair2 = said2(until ? "pausedUntil" : "paused", {
        counter: "{counter}",
        time: until && clock(until)
      });
      found.push(["player-pause", pair2.map(function (line, n) {
        return fill(line, {
          counter: names[n]
        });
      })]);
    };
    for (var _i10 = 0, _ref6 = (_board2$paused = board2 == null ? void 0 : board2.paused) != null ? _board2$paused : []; _i10 < _ref6.length; _i10++) {
      var _board2$paused;
      _loop2();
    }
    found.push.apply(found, ((_house$info = house == null ? void 0 : house.info) != null ? _house$info : []).map(function (info) {
      return ["id", text(info)];
    }));
    if (!found.length) return [["id", said2("welcome")]];
    return found.flatMap(function (_ref7) {
      var icon2 = _ref7[0],
        pair2 = _ref7[1];
      return pair2.join(" ").length <= longest ? [[icon2, pair2]] : pair2.map(function (line) {
        return [icon2, [line, ""]];
      });
    });
  }
  function missed(list, house, languages) {
    var names = list.slice(0, MISSED_SHOWN).map(function (one) {
      return {
        number: one.number,
        counters: counterNames(languages, house, one.counter)
      };
    });
    return languages.map(function (language, n) {
      var one = function one(_ref8) {
        var number = _ref8.number,
          counters = _ref8.counters;
        return fill(WORDS.missedOne[language === "id" ? 0 : 1], {
          number: number,
          counter: counters[n]
        });
      };
      return fill(WORDS.missed[language === "id" ? 0 : 1], {
        list: names.map(one).join(", ")
      });
    });
  }
  function h(tag, attributes) {
    if (attributes === void 0) {
      attributes = {};
    }
    var made = document.createElement(tag);
    for (var _i12 = 0, _Object$entries2 = Object.entries(attributes); _i12 < _Object$entries2.length; _i12++) {
      var _Object$entries2$_i = _Object$entries2[_i12],
        name = _Object$entries2$_i[0],
        value = _Object$entries2$_i[1];
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);else if (value === true) made.setAttribute(name, "");else if (value !== false && value !== null && value !== void 0) made.setAttribute(name, value);
    }
    for (var _len3 = arguments.length, children = new Array(_len3 > 2 ? _len3 - 2 : 0), _key3 = 2; _key3 < _len3; _key3++) {
      children[_key3 - 2] = arguments[_key3];
    }
    made.append.apply(made, children.flat(Infinity).filter(function (child) {
      return child !== null && child !== void 0 && child !== false;
    }));
    return made;
  }
  function fillIn(parent, key, make) {
    var wanted = JSON.stringify(key);
    if (parent.dataset.key === wanted) return;
    parent.dataset.key = wanted;
    parent.textContent = "";
    parent.append.apply(parent, [make()].flat(Infinity).filter(Boolean));
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
        ready: 258
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
        ready: 400
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
        ready: 245
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
        ready: 200
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
        ready: 80
      },
      rows: 5
    }
  };
  var PHONE_WIDTH = 600;
  function layoutFor(asked, width, height) {
    if (width < PHONE_WIDTH && asked !== "counter") return "phone";
    if (asked !== "phone" && Object.hasOwn(LAYOUTS, asked)) return asked;
    return height > width ? "portrait" : "hall";
  }
  function readMeasures(_ref9) {
    var inches = _ref9.inches,
      distance = _ref9.distance;
    var within = function within(text, _ref0) {
      var from = _ref0[0],
        to = _ref0[1];
      var value = Number(String(text != null ? text : "").replace(",", "."));
      return value >= from && value <= to ? value : null;
    };
    return {
      inches: within(inches, INCHES),
      distance: within(distance, METRES)
    };
  }
  function mmPerPx(layout, inches) {
    var _LAYOUTS$layout = LAYOUTS[layout],
      width = _LAYOUTS$layout.width,
      height = _LAYOUTS$layout.height;
    return inches * MM_PER_INCH / Math.hypot(width, height);
  }
  function capitalsNeeded(layout, _ref1) {
    var inches = _ref1.inches,
      distance = _ref1.distance;
    return MM_PER_METRE * distance / mmPerPx(layout, inches);
  }
  function fonts(layout, _ref10) {
    var inches = _ref10.inches,
      distance = _ref10.distance;
    var wanted = inches && distance ? Math.ceil(capitalsNeeded(layout, {
      inches: inches,
      distance: distance
    }) / CAPITALS) : 0;
    var fit = function fit(_ref11) {
      var floor = _ref11.floor,
        most = _ref11.most;
      return Math.min(most, Math.max(floor, wanted));
    };
    return {
      number: fit(LAYOUTS[layout].number),
      counter: fit(LAYOUTS[layout].counter)
    };
  }
  var CLOSE = "-.045em";
  var CELLS = {
    hall: 4,
    small: 3,
    portrait: 3,
    phone: 3
  };
  function parts() {
    return [].concat(["top", "bottom", "left", "right"].map(function (side) {
      return h("antre-selvedge", {
        class: side,
        cell: 2
      });
    }), ["tl", "tr", "bl", "br"].map(function (place) {
      return h("div", {
        class: "corner " + place
      }, h("antre-motif", {
        name: "ketupat"
      }));
    }), [h("header", {}), h("main", {
      class: "panel",
      "aria-live": "assertive",
      "aria-atomic": "true"
    }), h("section", {
      class: "side"
    }), h("section", {
      class: "strip"
    }), h("footer", {}), h("ol", {
      "data-calls": true,
      hidden: true
    })]);
  }
  function draw(board2, scene, fonts2) {
    var _stale$calling$scene$, _scene$view$board$cal, _scene$view$board;
    var part = function part(selector) {
      return board2.querySelector(selector);
    };
    var edge = (_stale$calling$scene$ = {
      stale: "stale",
      calling: "call"
    }[scene.phase]) != null ? _stale$calling$scene$ : "rest";
    for (var _i14 = 0, _board2$querySelector2 = board2.querySelectorAll("antre-selvedge"); _i14 < _board2$querySelector2.length; _i14++) {
      var selvedge2 = _board2$querySelector2[_i14];
      if (selvedge2.getAttribute("state") !== edge) selvedge2.setAttribute("state", edge);
    }
    drawHead(part("header"), scene);
    drawPanel(part("main"), scene);
    drawSide(part(".side"), scene);
    drawStrip(part(".strip"), scene);
    var room = LAYOUTS[scene.layout].room;
    shrink(part("main").querySelectorAll(".number"), room.called, {
      font: fonts2.number
    });
    shrink(part(".side").querySelectorAll(".calls .cap:not(.sign)"), room.earlier, {
      beside: part(".side").querySelectorAll(".sign")
    });
    shrink(part(".strip").querySelectorAll(".ready .cap"), room.ready);
    drawInfo(part("footer"), scene);
    drawTruth(part("ol[data-calls]"), (_scene$view$board$cal = (_scene$view$board = scene.view.board) == null ? void 0 : _scene$view$board.calls) != null ? _scene$view$board$cal : []);
  }
  function said(scene, name, values) {
    return word(scene.languages, name, values);
  }
  function second(scene, text, tag) {
    if (tag === void 0) {
      tag = "span";
    }
    return h(tag, {
      class: "second",
      lang: scene.languages[1]
    }, text);
  }
  function pair(scene, name, values) {
    var _said = said(scene, name, values),
      one = _said[0],
      two = _said[1];
    return [h("b", {}, one), " ", second(scene, two)];
  }
  function signOf(scene, counter) {
    var _scene$house$counters, _scene$house;
    return (_scene$house$counters = (_scene$house = scene.house) == null || (_scene$house = _scene$house.counters[counter]) == null ? void 0 : _scene$house.sign) != null ? _scene$house$counters : counter;
  }
  function drawHead(header, scene) {
    var house = scene.house,
      now = scene.now,
      languages = scene.languages,
      part = scene.part;
    fillIn(header, [house == null ? void 0 : house.venue, now == null ? void 0 : now.slice(0, 16), languages, part], function () {
      var _house$venue$name, _house$venue$motto, _house$venue$time_zon;
      return [h("antre-motif", {
        name: "ketupat",
        class: "logo"
      }), h("b", {
        class: "name"
      }, (_house$venue$name = house == null ? void 0 : house.venue.name) != null ? _house$venue$name : "Antre"), h("span", {
        class: "motto"
      }, (_house$venue$motto = house == null ? void 0 : house.venue.motto) != null ? _house$venue$motto : ""), h("span", {
        class: "date"
      }, now ? longDate(now, languages[0]) : ""), h("b", {
        class: "clock tabular"
      }, now ? clock(now) : ""), h("span", {
        class: "zone"
      }, (_house$venue$time_zon = house == null ? void 0 : house.venue.time_zone_label) != null ? _house$venue$time_zon : "")];
    });
  }
  function drawPanel(panel, scene) {
    var phase = scene.phase,
      view = scene.view;
    panel.className = "panel " + phase;
    if (scene.layout === "counter" && phase !== "stale" && phase !== "starting") drawDesk(panel, scene);else if (phase === "calling" || phase === "cooled") {
      var _scene$house2;
      fillIn(panel, [phase, view.shown.number, view.shown.seq, view.position, (_scene$house2 = scene.house) == null ? void 0 : _scene$house2.version, scene.layout], function () {
        return callPanel(scene);
      });
    } else if (phase === "stale") {
      var _view$shown;
      fillIn(panel, [phase, scene.since, (_view$shown = view.shown) == null ? void 0 : _view$shown.seq], function () {
        return stalePanel(scene);
      });
    } else quietPanel(panel, scene);
  }
  function callPanel(scene) {
    var _zone$direction, _house$agencies$shown, _house$agencies$shown2;
    var _scene$view = scene.view,
      shown = _scene$view.shown,
      position = _scene$view.position,
      house = scene.house,
      phase = scene.phase;
    var counter = house == null ? void 0 : house.counters[shown.counter];
    var zone = house == null ? void 0 : house.zones[counter == null ? void 0 : counter.zone];
    var direction = (_zone$direction = zone == null ? void 0 : zone.direction) != null ? _zone$direction : "ahead";
    var sign = signOf(scene, shown.counter);
    var _said2 = said(scene, "counter"),
      one = _said2[0],
      two = _said2[1];
    var note = shown.recalls ? again(scene, shown.recalls + 1) : position ? said(scene, "ofMany", position)[0] : "";
    return [h.apply(void 0, ["p", {
      class: "title"
    }].concat(pair(scene, phase === "calling" ? "title" : "cooled"), [h("span", {
      class: "note"
    }, note)])), h("p", {
      class: "number cap"
    }, shown.number), h("div", {
      class: "slab to-" + direction
    }, h("span", {
      class: "loket"
    }, one), h("b", {
      class: "sign cap"
    }, sign), h("span", {
      class: "signs"
    }, zone && h("antre-motif", {
      name: zone.motif
    }), h("i", {
      class: "way " + direction
    }))), h("div", {
      class: "where"
    }, h("p", {}, h("b", {}, (_house$agencies$shown = house == null || (_house$agencies$shown2 = house.agencies[shown.agency]) == null ? void 0 : _house$agencies$shown2.name) != null ? _house$agencies$shown : ""), h("b", {
      class: "zone"
    }, zone ? together(said(scene, "zone", {
      zone: zone.name
    })[0]) : "")), h("p", {
      class: "second"
    }, h("span", {}, said(scene, "go", {
      counter: together(one.toLowerCase() + " " + sign)
    })[0], " ", h("span", {
      class: "en",
      lang: scene.languages[1]
    }, fill(WORDS.go[scene.languages[1] === "id" ? 0 : 1], {
      counter: together(two.toLowerCase() + " " + sign)
    }))), h("span", {}, said(scene, direction)[0], " ", h("span", {
      class: "en",
      lang: scene.languages[1]
    }, said(scene, direction)[1]))))];
  }
  function again(scene, n) {
    return said(scene, "again", {
      times: scene.languages[0] === "id" ? n : times(n)
    })[0];
  }
  function stalePanel(scene) {
    var since = scene.since,
      shown = scene.view.shown;
    var titles = said(scene, "staleTitle");
    var sinces = said(scene, "staleSince", {
      time: since
    });
    return [h("p", {
      class: "big"
    }, titles[0], " ", together(sinces[0])), second(scene, titles[1] + " " + sinces[1] + ".", "p"), h("p", {
      class: "do"
    }, said(scene, "staleDo")[0]), second(scene, said(scene, "staleDo")[1], "p"), shown && h("p", {
      class: "last"
    }, h("span", {
      class: "second"
    }, said(scene, "staleLast", {
      time: clock(shown.called_at)
    })[0]), h("span", {
      class: "thin"
    }, shown.number, h("i", {
      class: "arrow"
    }), together(said(scene, "counter")[0] + " " + signOf(scene, shown.counter))))];
  }
  function quietPanel(panel, scene) {
    var _scene$view$board2;
    var phase = scene.phase,
      refused = scene.refused,
      house = scene.house,
      languages = scene.languages;
    var _ref12 = (_scene$view$board2 = scene.view.board) != null ? _scene$view$board2 : {},
      hours = _ref12.hours;
    var opens = hours == null ? void 0 : hours.opens_at;
    fillIn(panel, [phase, opens, hours == null ? void 0 : hours.state, refused, house == null ? void 0 : house.version, scene.layout], function () {
      var _house$venue$time_zon2;
      var told = phase !== "starting" ? phase === "closed" ? "closed" : "nobody" : refused === "board-full" ? "full" : refused != null && refused.startsWith("unknown-") ? "unknown" : "starting";
      var reopens = phase === "closed" && opens && languages.map(function (l) {
        return fill(WORDS.opensAgain[l === "id" ? 0 : 1], {
          day: dayName(opens, l),
          time: clock(opens)
        });
      });
      var isBefore = phase === "quiet" && (hours == null ? void 0 : hours.state) === "before" && opens;
      return [h("antre-motif", {
        name: "ketupat",
        ikat: true,
        class: "ikat"
      }), h("p", {
        class: "big"
      }, said(scene, "welcome")[0]), h("p", {
        class: "do"
      }, said(scene, told)[0]), second(scene, said(scene, told)[1], "p"), reopens && h("p", {
        class: "do again"
      }, reopens[0]), reopens && second(scene, reopens[1], "p"), isBefore && h.apply(void 0, ["p", {
        class: "opens"
      }].concat(pair(scene, "opens"))), isBefore && h("p", {
        class: "hour"
      }, h("b", {
        class: "cap"
      }, clock(opens)), h("span", {}, (_house$venue$time_zon2 = house == null ? void 0 : house.venue.time_zone_label) != null ? _house$venue$time_zon2 : ""))];
    });
  }
  function drawDesk(panel, scene) {
    var _board2$desk, _calling$serving$stat;
    var house = scene.house,
      board2 = scene.view.board;
    var _ref13 = (_board2$desk = board2 == null ? void 0 : board2.desk) != null ? _board2$desk : {
        state: "closed"
      },
      state = _ref13.state,
      number = _ref13.number,
      until = _ref13.until;
    panel.className = "panel desk " + ((_calling$serving$stat = {
      calling: "calling",
      serving: "serving"
    }[state]) != null ? _calling$serving$stat : "quiet");
    var counter = house == null ? void 0 : house.counters[document.body.dataset.counter];
    var zone = house == null ? void 0 : house.zones[counter == null ? void 0 : counter.zone];
    fillIn(panel, ["desk", state, number, until, house == null ? void 0 : house.version], function () {
      var _calling$serving$free, _counter$sign;
      var name = (_calling$serving$free = {
        calling: "deskCalling",
        serving: "deskServing",
        free: "deskFree",
        paused: until ? "deskPausedUntil" : "deskPaused"
      }[state]) != null ? _calling$serving$free : "deskClosed";
      var _said$map = said(scene, name, {
          number: "",
          time: until && clock(until)
        }).map(function (text) {
          return text.trim().replace(/,$/, "");
        }),
        one = _said$map[0],
        two = _said$map[1];
      return [h("div", {
        class: "at"
      }, h("span", {
        class: "loket"
      }, said(scene, "counter")[0]), h("b", {
        class: "sign cap"
      }, (_counter$sign = counter == null ? void 0 : counter.sign) != null ? _counter$sign : ""), zone && h("antre-motif", {
        name: zone.motif
      }), zone && h("b", {
        class: "zone"
      }, together(said(scene, "zone", {
        zone: zone.name
      })[0]))), h("div", {
        class: "now"
      }, h("p", {
        class: "big"
      }, one, number ? h("span", {
        class: "visually-hidden"
      }, " " + number) : null), second(scene, two, "p"), number && h("p", {
        class: "number cap",
        "aria-hidden": "true"
      }, number))];
    });
  }
  function drawSide(side, scene) {
    var _view$board;
    var phase = scene.phase,
      view = scene.view,
      house = scene.house,
      since = scene.since,
      part = scene.part,
      layout = scene.layout;
    var isStale = phase === "stale";
    if (phase === "quiet" || phase === "closed" || phase === "starting" || !((_view$board = view.board) != null && _view$board.calls.length)) {
      drawHow(side, scene);
      return;
    }
    var rows2 = view.earlier;
    side.className = "side " + (isStale ? "thin" : "");
    fillIn(side, [isStale && since, rows2.map(function (c) {
      return [c.number, c.seq];
    }), house == null ? void 0 : house.version, part, layout], function () {
      return [h.apply(void 0, ["p", {
        class: "head"
      }].concat(isStale ? pair(scene, "staleList", {
        time: since
      }) : pair(scene, "earlier").slice(0, part ? 1 : 3), [part && h("span", {
        class: "part"
      }, said(scene, "many", part)[0]), h("b", {
        class: "loket"
      }, said(scene, "counter")[0])])), h("ol", {
        class: "calls tabular"
      }, rows2.map(function (call) {
        var _house$zones$house$co, _house$counters$call$;
        return h("li", {}, h("span", {
          class: "cap"
        }, call.number), h("antre-motif", {
          name: house == null || (_house$zones$house$co = house.zones[house == null || (_house$counters$call$ = house.counters[call.counter]) == null ? void 0 : _house$counters$call$.zone]) == null ? void 0 : _house$zones$house$co.motif
        }), h("i", {
          class: "arrow"
        }), h("span", {
          class: "cap sign"
        }, signOf(scene, call.counter)));
      }))];
    });
  }
  function drawHow(side, scene) {
    side.className = "side";
    fillIn(side, ["how", scene.languages, scene.qr, scene.layout], function () {
      return [h.apply(void 0, ["p", {
        class: "head"
      }].concat(pair(scene, "howTitle"))), h("ol", {
        class: "how"
      }, [1, 2, 3].map(function (n) {
        return h("li", {}, h("b", {
          class: "step"
        }, n), h("p", {}, h("b", {}, said(scene, "how" + n)[0]), second(scene, said(scene, "how" + n)[1])));
      })), scene.qr && h("p", {
        class: "phone"
      }, h("img", {
        src: scene.qr,
        alt: ""
      }), h("span", {}, h("b", {}, said(scene, "phone")[0]), second(scene, said(scene, "phone")[1])))];
    });
  }
  function drawStrip(strip, scene) {
    var _house$zones, _CELLS$layout, _board2$services;
    var phase = scene.phase,
      board2 = scene.view.board,
      house = scene.house,
      layout = scene.layout,
      turn = scene.turn;
    var zones = (_house$zones = house == null ? void 0 : house.zones) != null ? _house$zones : {};
    var cells = (_CELLS$layout = CELLS[layout]) != null ? _CELLS$layout : 4;
    var cell = function cell(motif2) {
      for (var _len4 = arguments.length, rest = new Array(_len4 > 1 ? _len4 - 1 : 0), _key4 = 1; _key4 < _len4; _key4++) {
        rest[_key4 - 1] = arguments[_key4];
      }
      return h.apply(void 0, ["li", {}, motif2 && h("antre-motif", {
        name: motif2
      })].concat(rest));
    };
    var label = function label(name) {
      var _said3 = said(scene, name),
        one = _said3[0],
        two = _said3[1];
      return h("p", {
        class: "label"
      }, h("b", {}, one), second(scene, two));
    };
    var people = function people() {
      return h("span", {
        class: "unit"
      }, said(scene, "people")[0]);
    };
    var isBusy = phase === "calling" || phase === "cooled";
    if (phase === "stale") {
      fillIn(strip, ["stale", layout], function () {
        return [label("readyNarrow"), h.apply(void 0, ["p", {
          class: "hidden-list"
        }].concat(pair(scene, "staleReady")))];
      });
    } else if (isBusy && board2.ready.length && !(phase === "cooled" && turn % 2)) {
      var ready = board2.ready.slice(0, cells);
      fillIn(strip, ["ready", ready, house == null ? void 0 : house.version, layout], function () {
        return [label(layout === "portrait" ? "ready" : "readyNarrow"), h("ol", {
          class: "ready"
        }, ready.map(function (r) {
          var _zones$r$zone;
          return cell((_zones$r$zone = zones[r.zone]) == null ? void 0 : _zones$r$zone.motif, h("b", {
            class: "cap"
          }, r.number));
        }))];
      });
    } else if (board2 != null && (_board2$services = board2.services) != null && _board2$services.length) {
      var services = board2.services.slice(0, cells);
      var name = function name(id) {
        var _house$services$id, _house$services$id2;
        return scene.languages[0] === "en" && (house == null || (_house$services$id = house.services[id]) == null ? void 0 : _house$services$id.name_en) || (house == null || (_house$services$id2 = house.services[id]) == null ? void 0 : _house$services$id2.name) || id;
      };
      fillIn(strip, ["services", services, house == null ? void 0 : house.version, layout], function () {
        return [label("waiting"), h("ol", {
          class: "zones services"
        }, services.map(function (s) {
          return cell(null, h("span", {
            class: "zone"
          }, name(s.service)), h("b", {
            class: "cap tabular"
          }, s.waiting), people());
        }))];
      });
    } else {
      var _board2$waiting;
      var count = (_board2$waiting = board2 == null ? void 0 : board2.waiting) != null ? _board2$waiting : {};
      var waiting = Object.keys(zones).map(function (zone) {
        var _count$zone;
        return [zone, (_count$zone = count[zone]) != null ? _count$zone : 0];
      }).sort(function (a, b) {
        return b[1] - a[1];
      }).slice(0, cells);
      fillIn(strip, ["waiting", waiting, house == null ? void 0 : house.version, layout], function () {
        return [label("waiting"), h("ol", {
          class: "zones"
        }, waiting.map(function (_ref14) {
          var zone = _ref14[0],
            n = _ref14[1];
          return cell(zones[zone].motif, h("span", {
            class: "zone"
          }, zones[zone].name), h("b", {
            class: "cap tabular"
          }, n), people());
        }))];
      });
    }
  }
  function drawInfo(footer, scene) {
    var _scene$info = scene.info,
      lines2 = _scene$info.lines,
      n = _scene$info.n;
    var _lines2$n = lines2[n],
      icon2 = _lines2$n[0],
      _lines2$n$ = _lines2$n[1],
      one = _lines2$n$[0],
      two = _lines2$n$[1];
    fillIn(footer, [icon2, one, n, lines2.length], function () {
      return [h("antre-icon", {
        name: icon2
      }), h("p", {
        class: "line"
      }, h("b", {}, one), " ", second(scene, two)), lines2.length > 1 && h("span", {
        class: "dots"
      }, lines2.map(function (_, i) {
        return h("i", {
          class: i === n ? "on" : ""
        });
      }))];
    });
  }
  function drawTruth(list, calls) {
    fillIn(list, calls.map(function (c) {
      return [c.number, c.counter, c.seq];
    }), function () {
      return calls.map(function (c) {
        return h("li", {
          "data-call": true,
          "data-number": c.number,
          "data-counter": c.counter,
          "data-seq": c.seq
        }, c.number + " " + c.counter_name);
      });
    });
  }
  function shrink(numbers, room, _temp) {
    var _ref15 = _temp === void 0 ? {} : _temp,
      _ref15$font = _ref15.font,
      font = _ref15$font === void 0 ? null : _ref15$font,
      _ref15$beside = _ref15.beside,
      beside = _ref15$beside === void 0 ? [] : _ref15$beside;
    var key = font + " " + room + " " + (document.fonts && document.fonts.status);
    for (var _i16 = 0; _i16 < numbers.length; _i16++) {
      var number = numbers[_i16];
      key += " " + number.textContent;
    }
    if (!numbers.length || numbers[0].dataset.fitted === key) return;
    for (var _i18 = 0; _i18 < numbers.length; _i18++) {
      var _number = numbers[_i18];
      _number.dataset.fitted = key;
      _number.style.letterSpacing = "";
      _number.style.fontSize = font ? font + "px" : "";
    }
    if (widestOf(numbers) > room) for (var _i20 = 0; _i20 < numbers.length; _i20++) {
      var _number2 = numbers[_i20];
      _number2.style.letterSpacing = CLOSE;
    }
    var size = font || parseFloat(getComputedStyle(numbers[0]).fontSize);
    var fitted = Math.floor(size * Math.min(1, room / (widestOf(numbers) || room))) + "px";
    for (var _i22 = 0; _i22 < numbers.length; _i22++) {
      var _number3 = numbers[_i22];
      _number3.style.fontSize = fitted;
    }
    for (var _i24 = 0; _i24 < beside.length; _i24++) {
      var other = beside[_i24];
      other.style.fontSize = fitted;
    }
  }
  function widestOf(texts) {
    var widest = 0;
    for (var _i26 = 0; _i26 < texts.length; _i26++) {
      var text = texts[_i26];
      var range = document.createRange();
      range.selectNodeContents(text);
      var scale = text.offsetWidth ? text.getBoundingClientRect().width / text.offsetWidth : 1;
      widest = Math.max(widest, range.getBoundingClientRect().width / scale);
    }
    return widest;
  }
  var ROWS = 5;
  var BoardState = (_announcer = _classPrivateFieldLooseKey("announcer"), function () {
    "use strict";

    function BoardState() {
      Object.defineProperty(this, _announcer, {
        writable: true,
        value: new _Announcer()
      });
    }
    var _proto2 = BoardState.prototype;
    _proto2.hear = function hear(event) {
      return _classPrivateFieldLooseBase(this, _announcer)[_announcer].hear(event);
    };
    _proto2.isOnAir = function isOnAir(at) {
      return _classPrivateFieldLooseBase(this, _announcer)[_announcer].isOnAir(at);
    };
    _proto2.view = function view(_temp2) {
      var _ref17;
      var _ref16 = _temp2 === void 0 ? {} : _temp2,
        _ref16$rows = _ref16.rows,
        rows2 = _ref16$rows === void 0 ? ROWS : _ref16$rows,
        _ref16$skip = _ref16.skip,
        skip = _ref16$skip === void 0 ? 0 : _ref16$skip;
      var _classPrivateFieldLoo2 = _classPrivateFieldLooseBase(this, _announcer)[_announcer],
        board2 = _classPrivateFieldLoo2.board,
        lit = _classPrivateFieldLoo2.lit,
        waiting = _classPrivateFieldLoo2.waiting;
      if (!board2) return {
        phase: "starting",
        shown: null,
        position: null,
        earlier: [],
        board: board2
      };
      var listed = board2.calls.filter(function (call) {
        return !isHeldBack(call, waiting);
      });
      var shown = (_ref17 = lit != null ? lit : listed[0]) != null ? _ref17 : null;
      var others = waiting.filter(function (call) {
        return call.number !== (lit == null ? void 0 : lit.number);
      }).length;
      return {
        phase: shown ? lit != null && lit.isWarm ? "calling" : "cooled" : "quiet",
        shown: shown,
        position: lit != null && lit.isWarm && lit.n + others > 1 ? {
          n: lit.n,
          of: lit.n + others
        } : null,
        earlier: listed.filter(function (call) {
          return call.number !== (shown == null ? void 0 : shown.number);
        }).slice(skip, skip + rows2),
        board: board2
      };
    };
    return _createClass(BoardState, [{
      key: "board",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _announcer)[_announcer].board;
      }
    }, {
      key: "memory",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _announcer)[_announcer].memory;
      }
    }]);
  }());
  function isHeldBack(call, waiting) {
    return waiting.length <= BURST_ABOVE && waiting.some(function (other) {
      return other.seq === call.seq;
    });
  }
  function readPart(part) {
    var found = /^([1-9])of([2-9])$/.exec(part != null ? part : "");
    if (!found || Number(found[1]) > Number(found[2])) return null;
    return {
      n: Number(found[1]),
      of: Number(found[2])
    };
  }
  var STALE_AFTER_MS = 14700;
  var EPOCHS_REMEMBERED = 50;
  function ageMs(_ref18) {
    var heard = _ref18.heard,
      now = _ref18.now;
    return heard ? Math.max(0, Date.parse(now) - Date.parse(heard)) : 0;
  }
  var NOTHING_SEEN = Object.freeze({
    epoch: null,
    seq: -1,
    left: Object.freeze([])
  });
  function isNewer(seen, _ref19) {
    var epoch = _ref19.epoch,
      seq = _ref19.seq;
    return epoch === seen.epoch ? seq >= seen.seq : !seen.left.includes(epoch);
  }
  function remember(seen, _ref20) {
    var epoch = _ref20.epoch,
      seq = _ref20.seq;
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
  var Freshness = (_seen = _classPrivateFieldLooseKey("seen"), _heardMs = _classPrivateFieldLooseKey("heardMs"), function () {
    "use strict";

    function Freshness() {
      Object.defineProperty(this, _seen, {
        writable: true,
        value: NOTHING_SEEN
      });
      Object.defineProperty(this, _heardMs, {
        writable: true,
        value: null
      });
    }
    var _proto3 = Freshness.prototype;
    _proto3.take = function take(state, nowMs) {
      var _classPrivateFieldLoo3;
      if (!isNewer(_classPrivateFieldLooseBase(this, _seen)[_seen], state)) return false;
      _classPrivateFieldLooseBase(this, _seen)[_seen] = remember(_classPrivateFieldLooseBase(this, _seen)[_seen], state);
      _classPrivateFieldLooseBase(this, _heardMs)[_heardMs] = Math.max((_classPrivateFieldLoo3 = _classPrivateFieldLooseBase(this, _heardMs)[_heardMs]) != null ? _classPrivateFieldLoo3 : -Infinity, nowMs - ageMs(state));
      return true;
    };
    _proto3.hear = function hear(beat, nowMs) {
      if (_classPrivateFieldLooseBase(this, _seen)[_seen].left.includes(beat.epoch)) return false;
      _classPrivateFieldLooseBase(this, _heardMs)[_heardMs] = nowMs;
      return true;
    };
    _proto3.isStale = function isStale(nowMs) {
      return _classPrivateFieldLooseBase(this, _heardMs)[_heardMs] !== null && nowMs - _classPrivateFieldLooseBase(this, _heardMs)[_heardMs] >= STALE_AFTER_MS;
    };
    return _createClass(Freshness, [{
      key: "heardMs",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _heardMs)[_heardMs];
      }
    }]);
  }());
  var ServerClock = (_offset = _classPrivateFieldLooseKey("offset"), _zone = _classPrivateFieldLooseKey("zone"), function () {
    "use strict";

    function ServerClock() {
      Object.defineProperty(this, _offset, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _zone, {
        writable: true,
        value: "+00:00"
      });
    }
    var _proto4 = ServerClock.prototype;
    _proto4.take = function take(iso) {
      _classPrivateFieldLooseBase(this, _offset)[_offset] = Date.parse(iso) - performance.now();
      _classPrivateFieldLooseBase(this, _zone)[_zone] = iso.slice(-6);
    };
    _proto4.nowMs = function nowMs() {
      return _classPrivateFieldLooseBase(this, _offset)[_offset] === null ? null : _classPrivateFieldLooseBase(this, _offset)[_offset] + performance.now();
    };
    _proto4.nowIso = function nowIso() {
      var now = this.nowMs();
      return now === null ? null : withOffset(now, _classPrivateFieldLooseBase(this, _zone)[_zone]);
    };
    return _createClass(ServerClock, [{
      key: "zone",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _zone)[_zone];
      }
    }]);
  }());
  function withOffset(ms, zone) {
    var sign = zone[0] === "-" ? -1 : 1;
    var minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
    return new Date(ms + minutes * 6e4).toISOString().slice(0, -1) + zone;
  }
  var WITHIN_MS = 6e3;
  function ask(method, address, _ref21, done) {
    var _ref21$headers = _ref21.headers,
      headers = _ref21$headers === void 0 ? {} : _ref21$headers,
      _ref21$body = _ref21.body,
      body = _ref21$body === void 0 ? null : _ref21$body;
    var request = new XMLHttpRequest();
    var isOver = false;
    var end = function end(status, text) {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      request.onreadystatechange = null;
      done(status, read(text));
    };
    var late = setTimeout(function () {
      end(0, "");
      request.abort();
    }, WITHIN_MS);
    request.onreadystatechange = function () {
      if (request.readyState === 4) end(request.status === 1223 ? 204 : request.status, request.responseText);
    };
    request.open(method, address, true);
    for (var _i28 = 0, _Object$entries4 = Object.entries(headers); _i28 < _Object$entries4.length; _i28++) {
      var _Object$entries4$_i = _Object$entries4[_i28],
        name = _Object$entries4$_i[0],
        value = _Object$entries4$_i[1];
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
  var LEFT = ["zone", "agency", "counter", "pair"];
  function addressOf(_ref22, search) {
    var venue = _ref22.venue,
      zone = _ref22.zone;
    var rest = search.replace(/^\?/, "").split("&").filter(function (part) {
      return part && !LEFT.includes(part.split("=")[0]);
    });
    if (zone) rest.push("zone=" + encodeURIComponent(zone));
    return "/board/" + encodeURIComponent(venue) + (rest.length ? "?" + rest.join("&") : "");
  }
  var SOUNDS = {
    on: "on",
    locked: "locked",
    muted: "muted",
    off: "none"
  };
  function stateOf(_ref23) {
    var build = _ref23.build,
      sound = _ref23.sound,
      seen = _ref23.seen,
      width = _ref23.width,
      height = _ref23.height,
      capitals = _ref23.capitals;
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
  function dataOf(me, given) {
    var _given$voice;
    if (me === null) return given;
    var own = function own(value, name) {
      var _given$name;
      return value === null || value === void 0 ? (_given$name = given[name]) != null ? _given$name : "" : String(value);
    };
    return {
      zone: own(me.zone, "zone"),
      inches: own(me.inches, "inches"),
      distance: own(me.distance_m, "distance"),
      voice: me.speaks ? given.voice === "off" ? "" : (_given$voice = given.voice) != null ? _given$voice : "" : "off",
      muted: me.muted ? "yes" : ""
    };
  }
  var WORDS2 = {
    title: ["Layar ini belum terdaftar", "This screen is not registered"],
    code: ["Kode", "Code"],
    wait: ["Minta admin memasukkan kode ini di Pengaturan, Perangkat. Berlaku sampai pukul {time}.", "Ask an admin to enter it under Settings, Devices. Valid until {time}."],
    asking: ["Sebentar, kode sedang disiapkan.", "One moment, the code is being prepared."],
    revoked: ["Layar ini tidak dipakai lagi. Hubungi admin.", "This screen is no longer in use. Ask an admin."],
    again: ["Daftarkan lagi", "Register again"]
  };
  var NEWS_MS = 6e4;
  var WAITING_MAX = 100;
  var TOLD_MAX2 = 400;
  var Receipts = (_emit = _classPrivateFieldLooseKey("emit"), _waiting = _classPrivateFieldLooseKey("waiting"), _told2 = _classPrivateFieldLooseKey("told"), _day = _classPrivateFieldLooseKey("day"), _tell = _classPrivateFieldLooseKey("tell"), _send = _classPrivateFieldLooseKey("send"), function () {
    "use strict";

    function Receipts(emit) {
      Object.defineProperty(this, _send, {
        value: _send2
      });
      Object.defineProperty(this, _tell, {
        value: _tell2
      });
      Object.defineProperty(this, _emit, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _waiting, {
        writable: true,
        value: []
      });
      Object.defineProperty(this, _told2, {
        writable: true,
        value: []
      });
      Object.defineProperty(this, _day, {
        writable: true,
        value: null
      });
      _classPrivateFieldLooseBase(this, _emit)[_emit] = emit;
    }
    var _proto5 = Receipts.prototype;
    _proto5.shown = function shown(seq, nowMs) {
      _classPrivateFieldLooseBase(this, _tell)[_tell]("shown", {
        seq: seq
      }, nowMs);
    };
    _proto5.spoken = function spoken(seq, nowMs) {
      _classPrivateFieldLooseBase(this, _tell)[_tell]("spoken", {
        seq: seq
      }, nowMs);
    };
    _proto5.silent = function silent(seq, why, nowMs) {
      _classPrivateFieldLooseBase(this, _tell)[_tell]("silent", {
        seq: seq,
        why: why
      }, nowMs);
    };
    _proto5.flush = function flush(nowMs) {
      var waiting = _classPrivateFieldLooseBase(this, _waiting)[_waiting].filter(function (_ref24) {
        var atMs = _ref24.atMs;
        return nowMs - atMs < NEWS_MS;
      });
      _classPrivateFieldLooseBase(this, _waiting)[_waiting] = [];
      for (var _i30 = 0; _i30 < waiting.length; _i30++) {
        var receipt = waiting[_i30];
        _classPrivateFieldLooseBase(this, _send)[_send](receipt);
      }
    };
    return _createClass(Receipts, [{
      key: "day",
      set: function set(day) {
        if (day === _classPrivateFieldLooseBase(this, _day)[_day]) return;
        _classPrivateFieldLooseBase(this, _day)[_day] = day;
        _classPrivateFieldLooseBase(this, _told2)[_told2] = [];
        _classPrivateFieldLooseBase(this, _waiting)[_waiting] = [];
      }
    }, {
      key: "waiting",
      get: function get() {
        return _classPrivateFieldLooseBase(this, _waiting)[_waiting].length;
      }
    }]);
  }());
  function _tell2(kind, said2, atMs) {
    var name = kind + " " + said2.seq;
    if (!Number.isInteger(said2.seq) || _classPrivateFieldLooseBase(this, _told2)[_told2].includes(name)) return;
    _classPrivateFieldLooseBase(this, _told2)[_told2] = [].concat(_classPrivateFieldLooseBase(this, _told2)[_told2], [name]).slice(-TOLD_MAX2);
    _classPrivateFieldLooseBase(this, _send)[_send]({
      kind: kind,
      said: _classPrivateFieldLooseBase(this, _day)[_day] === null ? said2 : _extends({}, said2, {
        day: _classPrivateFieldLooseBase(this, _day)[_day]
      }),
      atMs: atMs
    });
  }
  function _send2(receipt) {
    if (_classPrivateFieldLooseBase(this, _emit)[_emit](receipt.kind, receipt.said) === false) _classPrivateFieldLooseBase(this, _waiting)[_waiting] = [].concat(_classPrivateFieldLooseBase(this, _waiting)[_waiting], [receipt]).slice(-WAITING_MAX);
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
    var made = document.createElementNS(SVG, name);
    for (var _i32 = 0, _Object$entries6 = Object.entries(attributes); _i32 < _Object$entries6.length; _i32++) {
      var _Object$entries6$_i = _Object$entries6[_i32],
        key = _Object$entries6$_i[0],
        value = _Object$entries6$_i[1];
      made.setAttribute(key, value);
    }
    return made;
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
    var _loop3 = function _loop3() {
        var sign = _inside$querySelector2[_i34];
        var wanted = ["name", "ikat", "state", "cell"].map(function (name) {
          return sign.getAttribute(name);
        }).join();
        if (sign.getAttribute("data-drawn") === wanted) return 0;
        var drawn = drawSign(sign);
        if (!drawn) return 0;
        sign.textContent = "";
        sign.appendChild(drawn);
        sign.setAttribute("data-drawn", wanted);
        sign.setAttribute("aria-hidden", "true");
      },
      _ret;
    for (var _i34 = 0, _inside$querySelector2 = inside.querySelectorAll("antre-motif, antre-selvedge, antre-icon"); _i34 < _inside$querySelector2.length; _i34++) {
      _ret = _loop3();
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
        return sprite && icon(name);
    }
  }
  function icon(name) {
    var svg = document.createElementNS(SVG2, "svg");
    var use = document.createElementNS(SVG2, "use");
    use.setAttributeNS(XLINK, "xlink:href", "#" + name);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.appendChild(use);
    return svg;
  }
  var API = "/api/display/v1";
  var STORED = "antre-device";
  var DONE = "antre-device-done";
  var REPORT_MS = 5e3;
  var ASK_AGAIN_MS = 5e3;
  var SPARE_MS = 5e3;
  var SAID_MAX = 50;
  var unkept = {};
  function kept(name) {
    try {
      return window.localStorage.getItem(name) || unkept[name] || "";
    } catch (_unused2) {
      return unkept[name] || "";
    }
  }
  function keep(name, value) {
    unkept[name] = value;
    try {
      window.localStorage.setItem(name, value);
      return true;
    } catch (_unused3) {
      return false;
    }
  }
  var OldDevice = (_board3 = _classPrivateFieldLooseKey("board"), _given = _classPrivateFieldLooseKey("given"), _address = _classPrivateFieldLooseKey("address"), _build = _classPrivateFieldLooseKey("build"), _done = _classPrivateFieldLooseKey("done"), _outbox = _classPrivateFieldLooseKey("outbox"), _isReporting = _classPrivateFieldLooseKey("isReporting"), _receipts = _classPrivateFieldLooseKey("receipts"), _view = _classPrivateFieldLooseKey("view"), _screen = _classPrivateFieldLooseKey("screen"), _pairing = _classPrivateFieldLooseKey("pairing"), _languages = _classPrivateFieldLooseKey("languages"), _take3 = _classPrivateFieldLooseKey("take"), _told3 = _classPrivateFieldLooseKey("told"), _carryOut = _classPrivateFieldLooseKey("carryOut"), _move = _classPrivateFieldLooseKey("move"), _revoked = _classPrivateFieldLooseKey("revoked"), _askForCode = _classPrivateFieldLooseKey("askForCode"), _wait = _classPrivateFieldLooseKey("wait"), _paired = _classPrivateFieldLooseKey("paired"), _words = _classPrivateFieldLooseKey("words"), _show = _classPrivateFieldLooseKey("show"), function () {
    "use strict";

    function OldDevice(board2) {
      var _this = this;
      Object.defineProperty(this, _show, {
        value: _show2
      });
      Object.defineProperty(this, _words, {
        value: _words2
      });
      Object.defineProperty(this, _paired, {
        value: _paired2
      });
      Object.defineProperty(this, _wait, {
        value: _wait2
      });
      Object.defineProperty(this, _askForCode, {
        value: _askForCode2
      });
      Object.defineProperty(this, _revoked, {
        value: _revoked2
      });
      Object.defineProperty(this, _move, {
        value: _move2
      });
      Object.defineProperty(this, _carryOut, {
        value: _carryOut2
      });
      Object.defineProperty(this, _told3, {
        value: _told4
      });
      Object.defineProperty(this, _take3, {
        value: _take4
      });
      this.me = null;
      Object.defineProperty(this, _board3, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _given, {
        writable: true,
        value: {}
      });
      Object.defineProperty(this, _address, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _build, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _done, {
        writable: true,
        value: kept(DONE)
      });
      Object.defineProperty(this, _outbox, {
        writable: true,
        value: []
      });
      Object.defineProperty(this, _isReporting, {
        writable: true,
        value: false
      });
      Object.defineProperty(this, _receipts, {
        writable: true,
        value: new Receipts(function (kind, said2) {
          return _classPrivateFieldLooseBase(_this, _take3)[_take3](kind, said2);
        })
      });
      Object.defineProperty(this, _view, {
        writable: true,
        value: h("div", {
          id: "device",
          hidden: true
        })
      });
      Object.defineProperty(this, _screen, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _pairing, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _languages, {
        writable: true,
        value: document.documentElement.lang === "en" ? [1, 0] : [0, 1]
      });
      var _data = board2.data;
      _classPrivateFieldLooseBase(this, _board3)[_board3] = board2;
      _classPrivateFieldLooseBase(this, _address)[_address] = {
        zone: _data.zone || null,
        agency: _data.agency || null,
        counter: _data.counter || null
      };
      for (var _i36 = 0, _ref26 = ["zone", "inches", "distance", "voice", "muted"]; _i36 < _ref26.length; _i36++) {
        var name = _ref26[_i36];
        _classPrivateFieldLooseBase(this, _given)[_given][name] = _data[name] || "";
      }
      document.body.appendChild(_classPrivateFieldLooseBase(this, _view)[_view]);
      setInterval(function () {
        return _this.report();
      }, REPORT_MS);
      document.addEventListener("keydown", function (event) {
        if (event.keyCode === 80 && !_this.token) _this.pair();
      });
      if (/[?&]pair\b/.test(location.search) && !this.token) this.pair();
      this.report();
    }
    var _proto6 = OldDevice.prototype;
    _proto6.receipt = function receipt(_ref27, nowMs) {
      var kind = _ref27.kind,
        seq = _ref27.seq,
        why = _ref27.why;
      if (!this.me) return;
      if (kind === "silent") _classPrivateFieldLooseBase(this, _receipts)[_receipts].silent(seq, why, nowMs);else _classPrivateFieldLooseBase(this, _receipts)[_receipts][kind](seq, nowMs);
    };
    _proto6.refused = function refused(slug, problem) {
      if (slug === "device-unknown") _classPrivateFieldLooseBase(this, _revoked)[_revoked]();else if (slug === "not-paired") this.pair();else if (slug === "device-elsewhere" && problem.device) _classPrivateFieldLooseBase(this, _move)[_move](problem.device);
    };
    _proto6.report = function report() {
      var _this2 = this;
      if (!this.token || _classPrivateFieldLooseBase(this, _isReporting)[_isReporting]) return;
      _classPrivateFieldLooseBase(this, _isReporting)[_isReporting] = true;
      var said2 = _classPrivateFieldLooseBase(this, _outbox)[_outbox].splice(0, SAID_MAX);
      var seqs = function seqs(kind) {
        return said2.filter(function (one) {
          return one.kind === kind;
        }).map(function (one) {
          return one.said.seq;
        });
      };
      var state = stateOf({
        build: _classPrivateFieldLooseBase(this, _build)[_build],
        sound: document.body.getAttribute("data-sound"),
        seen: _classPrivateFieldLooseBase(this, _board3)[_board3].seen,
        width: innerWidth,
        height: innerHeight,
        capitals: _classPrivateFieldLooseBase(this, _board3)[_board3].capitals
      });
      var body = _extends({
        state: state
      }, _classPrivateFieldLooseBase(this, _address)[_address], {
        shown: seqs("shown"),
        spoken: seqs("spoken"),
        done: _classPrivateFieldLooseBase(this, _done)[_done],
        silent: said2.filter(function (one) {
          return one.kind === "silent";
        }).map(function (one) {
          return {
            seq: one.said.seq,
            why: one.said.why
          };
        })
      });
      ask("POST", API + "/device", {
        headers: this.headers,
        body: body
      }, function (status, answer) {
        _classPrivateFieldLooseBase(_this2, _isReporting)[_isReporting] = false;
        if (status === 200 && answer) _classPrivateFieldLooseBase(_this2, _told3)[_told3](answer);else if (status === 401) _classPrivateFieldLooseBase(_this2, _revoked)[_revoked]();else _classPrivateFieldLooseBase(_this2, _outbox)[_outbox] = said2.concat(_classPrivateFieldLooseBase(_this2, _outbox)[_outbox]).slice(-SAID_MAX);
        if (status === 200 && _classPrivateFieldLooseBase(_this2, _outbox)[_outbox].length) _this2.report();
      });
    };
    _proto6.pair = function pair() {
      if (_classPrivateFieldLooseBase(this, _pairing)[_pairing]) return;
      _classPrivateFieldLooseBase(this, _pairing)[_pairing] = {};
      _classPrivateFieldLooseBase(this, _show)[_show]("asking");
      _classPrivateFieldLooseBase(this, _askForCode)[_askForCode](_classPrivateFieldLooseBase(this, _pairing)[_pairing]);
    };
    return _createClass(OldDevice, [{
      key: "token",
      get: function get() {
        return kept(STORED);
      }
    }, {
      key: "headers",
      get: function get() {
        return this.token ? {
          "X-Device": this.token
        } : {};
      }
    }, {
      key: "day",
      set: function set(day) {
        _classPrivateFieldLooseBase(this, _receipts)[_receipts].day = day != null ? day : null;
      }
    }]);
  }());
  function _take4(kind, said2) {
    var _this8 = this;
    _classPrivateFieldLooseBase(this, _outbox)[_outbox].push({
      kind: kind,
      said: said2
    });
    setTimeout(function () {
      return _this8.report();
    }, 0);
  }
  function _told4(_ref38) {
    var _classPrivateFieldLoo17;
    var device = _ref38.device,
      wanted = _ref38.do;
    var build = device.build,
      me = _objectWithoutPropertiesLoose(device, _excluded2);
    var before = this.me;
    if (me.venue !== _classPrivateFieldLooseBase(this, _board3)[_board3].venue) {
      _classPrivateFieldLooseBase(this, _move)[_move](me);
      return;
    }
    _classPrivateFieldLooseBase(this, _build)[_build] = (_classPrivateFieldLoo17 = _classPrivateFieldLooseBase(this, _build)[_build]) != null ? _classPrivateFieldLoo17 : build;
    _classPrivateFieldLooseBase(this, _pairing)[_pairing] = null;
    this.me = me;
    var data = dataOf(me, _classPrivateFieldLooseBase(this, _given)[_given]);
    for (var _i46 = 0, _Object$keys4 = Object.keys(data); _i46 < _Object$keys4.length; _i46++) {
      var name = _Object$keys4[_i46];
      document.body.setAttribute("data-" + name, data[name]);
    }
    _classPrivateFieldLooseBase(this, _show)[_show](null);
    if ((before == null ? void 0 : before.zone) !== me.zone) _classPrivateFieldLooseBase(this, _board3)[_board3].again();
    if (wanted && wanted.id !== _classPrivateFieldLooseBase(this, _done)[_done]) _classPrivateFieldLooseBase(this, _carryOut)[_carryOut](wanted);
  }
  function _carryOut2(_ref39) {
    var id = _ref39.id,
      what = _ref39.what;
    _classPrivateFieldLooseBase(this, _done)[_done] = id;
    var isKept = keep(DONE, id);
    if (what === "test") _classPrivateFieldLooseBase(this, _board3)[_board3].test();else if (what === "reload" && isKept) location.reload();
  }
  function _move2(me) {
    location.replace(addressOf(me, location.search).replace("/board/", "/tv/"));
  }
  function _revoked2() {
    if (_classPrivateFieldLooseBase(this, _pairing)[_pairing] || _classPrivateFieldLooseBase(this, _screen)[_screen] === "revoked") return;
    this.me = null;
    _classPrivateFieldLooseBase(this, _show)[_show]("revoked");
  }
  function _askForCode2(mine) {
    var _this9 = this;
    if (_classPrivateFieldLooseBase(this, _pairing)[_pairing] !== mine) return;
    ask("POST", API + "/pairings", {
      body: {}
    }, function (status, body) {
      if (_classPrivateFieldLooseBase(_this9, _pairing)[_pairing] !== mine) return;
      if (status !== 201 || !body) {
        setTimeout(function () {
          return _classPrivateFieldLooseBase(_this9, _askForCode)[_askForCode](mine);
        }, ASK_AGAIN_MS);
        return;
      }
      _classPrivateFieldLooseBase(_this9, _show)[_show]("code", {
        code: body.code,
        time: clock(body.valid_until)
      });
      _classPrivateFieldLooseBase(_this9, _wait)[_wait](mine, body, performance.now() + body.valid_ms - SPARE_MS);
    });
  }
  function _wait2(mine, code, endsMs) {
    var _this0 = this;
    setTimeout(function () {
      if (_classPrivateFieldLooseBase(_this0, _pairing)[_pairing] !== mine) return;
      ask("GET", API + "/pairings/mine", {
        headers: {
          "X-Pairing": code.secret
        }
      }, function (status, body) {
        if (_classPrivateFieldLooseBase(_this0, _pairing)[_pairing] !== mine) return;
        if (status === 200 && (body == null ? void 0 : body.state) === "paired") _classPrivateFieldLooseBase(_this0, _paired)[_paired](body);else if (status === 404 || performance.now() >= endsMs) _classPrivateFieldLooseBase(_this0, _askForCode)[_askForCode](mine);else _classPrivateFieldLooseBase(_this0, _wait)[_wait](mine, code, endsMs);
      });
    }, code.poll_ms);
  }
  function _paired2(_ref40) {
    var token = _ref40.token,
      device = _ref40.device;
    keep(STORED, token);
    _classPrivateFieldLooseBase(this, _pairing)[_pairing] = null;
    if (device.venue !== _classPrivateFieldLooseBase(this, _board3)[_board3].venue) _classPrivateFieldLooseBase(this, _move)[_move](device);else {
      this.report();
      _classPrivateFieldLooseBase(this, _board3)[_board3].again();
    }
  }
  function _words2(name, style, values) {
    var _classPrivateFieldLoo18 = _classPrivateFieldLooseBase(this, _languages)[_languages].map(function (n) {
        return fill(WORDS2[name][n], values);
      }),
      first = _classPrivateFieldLoo18[0],
      second2 = _classPrivateFieldLoo18[1];
    return [h("p", {
      class: style
    }, first), h("p", {
      class: "second"
    }, second2)];
  }
  function _show2(screen, values) {
    var _this1 = this,
      _classPrivateFieldLoo19;
    if (values === void 0) {
      values = {};
    }
    _classPrivateFieldLooseBase(this, _screen)[_screen] = screen;
    if (screen === null) _classPrivateFieldLooseBase(this, _view)[_view].setAttribute("hidden", "");else _classPrivateFieldLooseBase(this, _view)[_view].removeAttribute("hidden");
    document.body.setAttribute("data-device", screen != null ? screen : this.me ? "paired" : "");
    if (screen === null) return;
    fillIn(_classPrivateFieldLooseBase(this, _view)[_view], [screen, values], function () {
      return [h("antre-motif", {
        name: "ketupat"
      })].concat(_classPrivateFieldLooseBase(_this1, _words)[_words](screen === "revoked" ? "revoked" : "title", "big", values), [screen === "code" && h("p", {
        class: "code",
        "data-code": values.code
      }, values.code)], screen === "code" ? _classPrivateFieldLooseBase(_this1, _words)[_words]("wait", "until", values) : screen === "asking" ? _classPrivateFieldLooseBase(_this1, _words)[_words]("asking", "until", values) : [], [screen === "revoked" && h("button", {
        type: "button",
        "data-pair": true,
        onclick: function onclick() {
          return _this1.pair();
        }
      }, _classPrivateFieldLooseBase(_this1, _languages)[_languages].map(function (n) {
        return WORDS2.again[n];
      }).join(" / "))]);
    });
    drawSigns(_classPrivateFieldLooseBase(this, _view)[_view]);
    (_classPrivateFieldLoo19 = _classPrivateFieldLooseBase(this, _view)[_view].querySelector("button")) == null || _classPrivateFieldLoo19.focus();
  }
  var EVERY_MS = 1e3;
  var WHOLE_EVERY_MS = 3e4;
  var RETRY_MAX_MS = 4e3;
  var Polling = (_failures = _classPrivateFieldLooseKey("failures"), _known = _classPrivateFieldLooseKey("known"), _wholeAt = _classPrivateFieldLooseKey("wholeAt"), function () {
    "use strict";

    function Polling() {
      Object.defineProperty(this, _failures, {
        writable: true,
        value: 0
      });
      Object.defineProperty(this, _known, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _wholeAt, {
        writable: true,
        value: -Infinity
      });
    }
    var _proto7 = Polling.prototype;
    _proto7.wanted = function wanted(nowMs) {
      return _classPrivateFieldLooseBase(this, _known)[_known] && nowMs - _classPrivateFieldLooseBase(this, _wholeAt)[_wholeAt] < WHOLE_EVERY_MS ? _classPrivateFieldLooseBase(this, _known)[_known] : null;
    };
    _proto7.took = function took(_ref28, nowMs) {
      var epoch = _ref28.epoch,
        seq = _ref28.seq;
      _classPrivateFieldLooseBase(this, _known)[_known] = {
        epoch: epoch,
        seq: seq
      };
      _classPrivateFieldLooseBase(this, _wholeAt)[_wholeAt] = nowMs;
      _classPrivateFieldLooseBase(this, _failures)[_failures] = 0;
      return EVERY_MS;
    };
    _proto7.isNewest = function isNewest() {
      _classPrivateFieldLooseBase(this, _failures)[_failures] = 0;
      return EVERY_MS;
    };
    _proto7.failed = function failed(dice) {
      _classPrivateFieldLooseBase(this, _failures)[_failures] = Math.min(_classPrivateFieldLooseBase(this, _failures)[_failures] + 1, 10);
      _classPrivateFieldLooseBase(this, _known)[_known] = null;
      return Math.min(RETRY_MAX_MS, EVERY_MS / 2 * Math.pow(2, _classPrivateFieldLooseBase(this, _failures)[_failures])) * (0.5 + dice / 2);
    };
    return _createClass(Polling);
  }());
  var API2 = "/api/display/v1";
  var SILENCE = API2 + "/chime/silence.wav";
  var BEGINS_WITHIN_MS = 3e3;
  var PAUSE_MS = 300;
  var TIMES_MAX = 9;
  var TRY_AGAIN_MS = 15e3;
  var OldVoice = (_audio = _classPrivateFieldLooseKey("audio"), _venue = _classPrivateFieldLooseKey("venue"), _languages2 = _classPrivateFieldLooseKey("languages"), _saying = _classPrivateFieldLooseKey("saying"), _stop = _classPrivateFieldLooseKey("stop"), _isLocked = _classPrivateFieldLooseKey("isLocked"), _say = _classPrivateFieldLooseKey("say"), _sound2 = _classPrivateFieldLooseKey("sound"), function () {
    "use strict";

    function OldVoice(venue) {
      var _this3 = this;
      Object.defineProperty(this, _sound2, {
        value: _sound3
      });
      Object.defineProperty(this, _say, {
        value: _say2
      });
      Object.defineProperty(this, _audio, {
        writable: true,
        value: document.createElement("audio")
      });
      Object.defineProperty(this, _venue, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _languages2, {
        writable: true,
        value: ["id"]
      });
      Object.defineProperty(this, _saying, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _stop, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _isLocked, {
        writable: true,
        value: true
      });
      _classPrivateFieldLooseBase(this, _venue)[_venue] = encodeURIComponent(venue);
      setInterval(function () {
        if (_classPrivateFieldLooseBase(_this3, _isLocked)[_isLocked] && !_classPrivateFieldLooseBase(_this3, _saying)[_saying]) _this3.unlock();
      }, TRY_AGAIN_MS);
      this.unlock();
    }
    var _proto8 = OldVoice.prototype;
    _proto8.unlock = function unlock() {
      var _classPrivateFieldLoo4, _classPrivateFieldLoo5;
      if (!_classPrivateFieldLooseBase(this, _isLocked)[_isLocked] || _classPrivateFieldLooseBase(this, _saying)[_saying] || !_classPrivateFieldLooseBase(this, _audio)[_audio].play) return;
      (_classPrivateFieldLoo4 = (_classPrivateFieldLoo5 = _classPrivateFieldLooseBase(this, _stop))[_stop]) == null || _classPrivateFieldLoo4.call(_classPrivateFieldLoo5);
      _classPrivateFieldLooseBase(this, _sound2)[_sound2](SILENCE, function () {});
    };
    _proto8.learn = function learn() {
      var _this4 = this;
      ask("GET", API2 + "/voice/" + _classPrivateFieldLooseBase(this, _venue)[_venue], {}, function (status, state) {
        var _state$languages;
        if (status === 200 && state != null && (_state$languages = state.languages) != null && _state$languages.length) _classPrivateFieldLooseBase(_this4, _languages2)[_languages2] = state.languages;
      });
    };
    _proto8.play = function play(_ref29, done) {
      var number = _ref29.number,
        counter = _ref29.counter,
        recalls = _ref29.recalls,
        brief = _ref29.brief;
      var call = "number=" + encodeURIComponent(number) + "&counter=" + encodeURIComponent(counter) + "&times=" + Math.min(TIMES_MAX, recalls + 1);
      _classPrivateFieldLooseBase(this, _say)[_say](recalls ? "recall" : "call", "call.wav?" + call + "&", brief, done);
    };
    _proto8.test = function test() {
      _classPrivateFieldLooseBase(this, _say)[_say]("call", "test.wav?", false, function () {});
    };
    _proto8.hurry = function hurry() {
      if (_classPrivateFieldLooseBase(this, _saying)[_saying]) _classPrivateFieldLooseBase(this, _saying)[_saying].isBrief = true;
    };
    _proto8.hush = function hush() {
      var _classPrivateFieldLoo6, _classPrivateFieldLoo7, _classPrivateFieldLoo8;
      var _ref30 = (_classPrivateFieldLoo6 = _classPrivateFieldLooseBase(this, _saying)[_saying]) != null ? _classPrivateFieldLoo6 : {},
        done = _ref30.done;
      _classPrivateFieldLooseBase(this, _saying)[_saying] = null;
      (_classPrivateFieldLoo7 = (_classPrivateFieldLoo8 = _classPrivateFieldLooseBase(this, _stop))[_stop]) == null || _classPrivateFieldLoo7.call(_classPrivateFieldLoo8);
      done == null || done("silent");
    };
    return _createClass(OldVoice, [{
      key: "state",
      get: function get() {
        if (!_classPrivateFieldLooseBase(this, _audio)[_audio].play) return "off";
        return _classPrivateFieldLooseBase(this, _isLocked)[_isLocked] ? "locked" : "on";
      }
    }]);
  }());
  function _say2(chime, words, isBrief, done) {
    var _this10 = this;
    this.hush();
    var saying = {
      isBrief: isBrief,
      done: done
    };
    _classPrivateFieldLooseBase(this, _saying)[_saying] = saying;
    var end = function end(heard) {
      if (_classPrivateFieldLooseBase(_this10, _saying)[_saying] !== saying) return;
      _classPrivateFieldLooseBase(_this10, _saying)[_saying] = null;
      done(heard);
    };
    var parts2 = [API2 + "/chime/" + chime + ".wav"].concat(_classPrivateFieldLooseBase(this, _languages2)[_languages2].map(function (lang) {
      return API2 + "/voice/" + _classPrivateFieldLooseBase(_this10, _venue)[_venue] + "/" + words + "lang=" + lang;
    }));
    var _next2 = function next(n) {
      if (_classPrivateFieldLooseBase(_this10, _saying)[_saying] !== saying) return;
      if (n === parts2.length || n > 1 && saying.isBrief) end("spoken");else _classPrivateFieldLooseBase(_this10, _sound2)[_sound2](parts2[n], function (isHeard) {
        return isHeard ? setTimeout(function () {
          return _next2(n + 1);
        }, PAUSE_MS) : end("silent");
      });
    };
    _next2(0);
  }
  function _sound3(address, done) {
    var _this11 = this,
      _audio$play;
    var audio = _classPrivateFieldLooseBase(this, _audio)[_audio];
    var isOver = false;
    var over = function over(isHeard) {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      audio.onplaying = audio.onended = audio.onerror = null;
      _classPrivateFieldLooseBase(_this11, _stop)[_stop] = null;
      done(isHeard);
    };
    var late = setTimeout(function () {
      return over(false);
    }, BEGINS_WITHIN_MS);
    audio.onplaying = function () {
      _classPrivateFieldLooseBase(_this11, _isLocked)[_isLocked] = false;
      clearTimeout(late);
    };
    audio.onended = function () {
      return over(true);
    };
    audio.onerror = function () {
      return over(false);
    };
    _classPrivateFieldLooseBase(this, _stop)[_stop] = function () {
      audio.pause();
      over(false);
    };
    audio.src = address;
    (_audio$play = audio.play()) == null || _audio$play.then == null || _audio$play.then(null, function (error) {
      if (isOver) return;
      if (error.name === "NotAllowedError") _classPrivateFieldLooseBase(_this11, _isLocked)[_isLocked] = true;
      over(false);
    });
  }
  var INFO_MS = 12e3;
  var INFO_MAX = {
    hall: 80,
    small: 80,
    portrait: 100
  };
  var DRAW_MS = 250;
  var PULSE_MS = 3e3;
  var PULSE_STEP_MS = 500;
  var TRACE_MAX = 500;
  var DRAWN = {
    hall: "hall",
    small: "small",
    portrait: "portrait",
    counter: "hall",
    phone: "portrait"
  };
  var SELECTED = ["zone", "agency", "counter"];
  var OldBoard = (_element = _classPrivateFieldLooseKey("element"), _state = _classPrivateFieldLooseKey("state"), _freshness = _classPrivateFieldLooseKey("freshness"), _clock = _classPrivateFieldLooseKey("clock"), _polling = _classPrivateFieldLooseKey("polling"), _asked = _classPrivateFieldLooseKey("asked"), _next = _classPrivateFieldLooseKey("next"), _house = _classPrivateFieldLooseKey("house"), _houseVersion = _classPrivateFieldLooseKey("houseVersion"), _refused = _classPrivateFieldLooseKey("refused"), _info = _classPrivateFieldLooseKey("info"), _infoAt = _classPrivateFieldLooseKey("infoAt"), _pulseAt = _classPrivateFieldLooseKey("pulseAt"), _sound4 = _classPrivateFieldLooseKey("sound"), _wasStale = _classPrivateFieldLooseKey("wasStale"), _voice = _classPrivateFieldLooseKey("voice"), _device = _classPrivateFieldLooseKey("device"), _qr = _classPrivateFieldLooseKey("qr"), _languages3 = _classPrivateFieldLooseKey("languages"), _isStill = _classPrivateFieldLooseKey("isStill"), _answered = _classPrivateFieldLooseKey("answered"), _take5 = _classPrivateFieldLooseKey("take"), _query = _classPrivateFieldLooseKey("query"), _sense = _classPrivateFieldLooseKey("sense"), _hear = _classPrivateFieldLooseKey("hear"), _carryOut3 = _classPrivateFieldLooseKey("carryOut"), _speak = _classPrivateFieldLooseKey("speak"), _finish = _classPrivateFieldLooseKey("finish"), _scale = _classPrivateFieldLooseKey("scale"), _fit = _classPrivateFieldLooseKey("fit"), _since = _classPrivateFieldLooseKey("since"), function () {
    "use strict";

    function OldBoard(element2) {
      var _this5 = this;
      Object.defineProperty(this, _since, {
        value: _since2
      });
      Object.defineProperty(this, _fit, {
        value: _fit2
      });
      Object.defineProperty(this, _scale, {
        value: _scale2
      });
      Object.defineProperty(this, _finish, {
        value: _finish2
      });
      Object.defineProperty(this, _speak, {
        value: _speak2
      });
      Object.defineProperty(this, _carryOut3, {
        value: _carryOut4
      });
      Object.defineProperty(this, _hear, {
        value: _hear2
      });
      Object.defineProperty(this, _sense, {
        value: _sense2
      });
      Object.defineProperty(this, _query, {
        value: _query2
      });
      Object.defineProperty(this, _take5, {
        value: _take6
      });
      Object.defineProperty(this, _answered, {
        value: _answered2
      });
      this.trace = [];
      this.seen = {};
      this.capitals = 0;
      Object.defineProperty(this, _element, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _state, {
        writable: true,
        value: new BoardState()
      });
      Object.defineProperty(this, _freshness, {
        writable: true,
        value: new Freshness()
      });
      Object.defineProperty(this, _clock, {
        writable: true,
        value: new ServerClock()
      });
      Object.defineProperty(this, _polling, {
        writable: true,
        value: new Polling()
      });
      Object.defineProperty(this, _asked, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _next, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _house, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _houseVersion, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _refused, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _info, {
        writable: true,
        value: 0
      });
      Object.defineProperty(this, _infoAt, {
        writable: true,
        value: 0
      });
      Object.defineProperty(this, _pulseAt, {
        writable: true,
        value: -Infinity
      });
      Object.defineProperty(this, _sound4, {
        writable: true,
        value: null
      });
      Object.defineProperty(this, _wasStale, {
        writable: true,
        value: false
      });
      Object.defineProperty(this, _voice, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _device, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _qr, {
        writable: true,
        value: void 0
      });
      Object.defineProperty(this, _languages3, {
        writable: true,
        value: document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"]
      });
      Object.defineProperty(this, _isStill, {
        writable: true,
        value: Boolean(window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches)
      });
      _classPrivateFieldLooseBase(this, _element)[_element] = element2;
      var venue = this.data.venue;
      _classPrivateFieldLooseBase(this, _voice)[_voice] = new OldVoice(venue);
      _classPrivateFieldLooseBase(this, _qr)[_qr] = "/board/" + encodeURIComponent(venue) + "/qr.svg?" + _classPrivateFieldLooseBase(this, _query)[_query]({
        lang: _classPrivateFieldLooseBase(this, _languages3)[_languages3][0]
      });
      element2.append.apply(element2, parts());
      loadIcons(this.data.icons);
      _classPrivateFieldLooseBase(this, _device)[_device] = new OldDevice(this);
      window.addEventListener("resize", function () {
        return _this5.update();
      }, false);
      for (var _i38 = 0, _ref32 = ["keydown", "mousedown", "touchend", "click"]; _i38 < _ref32.length; _i38++) {
        var touch = _ref32[_i38];
        document.addEventListener(touch, function () {
          return _classPrivateFieldLooseBase(_this5, _voice)[_voice].unlock();
        }, false);
      }
      setInterval(function () {
        return _this5.update();
      }, DRAW_MS);
      this.update();
      this.again();
    }
    var _proto9 = OldBoard.prototype;
    _proto9.test = function test() {
      _classPrivateFieldLooseBase(this, _voice)[_voice].test();
    };
    _proto9.again = function again() {
      var _this6 = this;
      clearTimeout(_classPrivateFieldLooseBase(this, _next)[_next]);
      var asked = {};
      _classPrivateFieldLooseBase(this, _asked)[_asked] = asked;
      var now = performance.now();
      var address = "/api/display/v1/venues/" + encodeURIComponent(this.venue) + "/board?" + _classPrivateFieldLooseBase(this, _query)[_query](_classPrivateFieldLooseBase(this, _polling)[_polling].wanted(now));
      ask("GET", address, {
        headers: _classPrivateFieldLooseBase(this, _device)[_device].headers
      }, function (status, body) {
        if (_classPrivateFieldLooseBase(_this6, _asked)[_asked] !== asked) return;
        var pauseMs = _classPrivateFieldLooseBase(_this6, _answered)[_answered](status, body, performance.now());
        _this6.update();
        _classPrivateFieldLooseBase(_this6, _next)[_next] = setTimeout(function () {
          return _this6.again();
        }, pauseMs);
      });
    };
    _proto9.update = function update() {
      var now = performance.now();
      var data = this.data;
      _classPrivateFieldLooseBase(this, _sense)[_sense](now);
      _classPrivateFieldLooseBase(this, _hear)[_hear]({
        kind: "tick",
        at: now
      });
      var layout = _classPrivateFieldLooseBase(this, _fit)[_fit](data);
      var part = readPart(data.part);
      var rows2 = LAYOUTS[layout].rows;
      var view = _classPrivateFieldLooseBase(this, _state)[_state].view({
        rows: rows2,
        skip: part ? (part.n - 1) * rows2 : 0
      });
      var phase = _classPrivateFieldLooseBase(this, _wasStale)[_wasStale] ? "stale" : phaseOf(view);
      var info = lines({
        phase: phase,
        board: view.board,
        house: _classPrivateFieldLooseBase(this, _house)[_house],
        languages: _classPrivateFieldLooseBase(this, _languages3)[_languages3],
        sound: _classPrivateFieldLooseBase(this, _sound4)[_sound4],
        longest: INFO_MAX[layout]
      });
      if (phase !== "calling" && now - _classPrivateFieldLooseBase(this, _infoAt)[_infoAt] > INFO_MS) {
        _classPrivateFieldLooseBase(this, _info)[_info] += 1;
        _classPrivateFieldLooseBase(this, _infoAt)[_infoAt] = now;
      }
      var sizes = fonts(layout, readMeasures(data));
      draw(_classPrivateFieldLooseBase(this, _element)[_element], {
        phase: phase,
        view: view,
        house: _classPrivateFieldLooseBase(this, _house)[_house],
        languages: _classPrivateFieldLooseBase(this, _languages3)[_languages3],
        layout: layout,
        part: part,
        refused: _classPrivateFieldLooseBase(this, _refused)[_refused],
        now: _classPrivateFieldLooseBase(this, _clock)[_clock].nowIso(),
        since: _classPrivateFieldLooseBase(this, _since)[_since](),
        info: {
          lines: info,
          n: _classPrivateFieldLooseBase(this, _info)[_info] % info.length
        },
        turn: _classPrivateFieldLooseBase(this, _info)[_info],
        qr: phase === "starting" ? null : _classPrivateFieldLooseBase(this, _qr)[_qr]
      }, sizes);
      drawSigns(_classPrivateFieldLooseBase(this, _element)[_element]);
      _classPrivateFieldLooseBase(this, _finish)[_finish](phase, layout, sizes, now);
    };
    return _createClass(OldBoard, [{
      key: "venue",
      get: function get() {
        return this.data.venue;
      }
    }, {
      key: "data",
      get: function get() {
        var found = {};
        for (var _i40 = 0, _ref34 = ["venue", "layout", "part", "voice", "inches", "distance", "muted", "icons"].concat(SELECTED); _i40 < _ref34.length; _i40++) {
          var name = _ref34[_i40];
          found[name] = document.body.getAttribute("data-" + name) || "";
        }
        return found;
      }
    }]);
  }());
  function _answered2(status, body, now) {
    var _body$slug;
    if (status === 200 && body != null && body.board) {
      _classPrivateFieldLooseBase(this, _take5)[_take5](body, now);
      return _classPrivateFieldLooseBase(this, _polling)[_polling].took(body.board, now);
    }
    if (status === 204) {
      _classPrivateFieldLooseBase(this, _freshness)[_freshness].hear(this.seen, now);
      return _classPrivateFieldLooseBase(this, _polling)[_polling].isNewest();
    }
    _classPrivateFieldLooseBase(this, _refused)[_refused] = (_body$slug = body == null ? void 0 : body.slug) != null ? _body$slug : _classPrivateFieldLooseBase(this, _refused)[_refused];
    if (body != null && body.slug) _classPrivateFieldLooseBase(this, _device)[_device].refused(body.slug, body);
    return _classPrivateFieldLooseBase(this, _polling)[_polling].failed(Math.random());
  }
  function _take6(_ref41, now) {
    var house = _ref41.house,
      board2 = _ref41.board;
    _classPrivateFieldLooseBase(this, _refused)[_refused] = null;
    if (!_classPrivateFieldLooseBase(this, _freshness)[_freshness].take(board2, now)) return;
    this.seen = {
      epoch: board2.epoch,
      seq: board2.seq
    };
    _classPrivateFieldLooseBase(this, _clock)[_clock].take(board2.now);
    if (_classPrivateFieldLooseBase(this, _houseVersion)[_houseVersion] !== house.version) {
      _classPrivateFieldLooseBase(this, _houseVersion)[_houseVersion] = house.version;
      _classPrivateFieldLooseBase(this, _voice)[_voice].learn();
    }
    _classPrivateFieldLooseBase(this, _house)[_house] = house;
    _classPrivateFieldLooseBase(this, _device)[_device].day = board2.service_day;
    _classPrivateFieldLooseBase(this, _sense)[_sense](now);
    _classPrivateFieldLooseBase(this, _hear)[_hear]({
      kind: "board",
      at: now,
      board: board2
    });
  }
  function _query2(more) {
    var data = this.data;
    var chosen = SELECTED.filter(function (name) {
      return data[name];
    }).map(function (name) {
      return [name, data[name]];
    });
    return chosen.concat(Object.entries(more || {})).map(function (_ref42) {
      var name = _ref42[0],
        value = _ref42[1];
      return name + "=" + encodeURIComponent(value);
    }).join("&");
  }
  function _sense2(now) {
    var _this$data = this.data,
      voice = _this$data.voice,
      muted = _this$data.muted;
    var sound = muted ? "muted" : voice === "off" ? "off" : _classPrivateFieldLooseBase(this, _voice)[_voice].state;
    if (sound !== _classPrivateFieldLooseBase(this, _sound4)[_sound4]) {
      _classPrivateFieldLooseBase(this, _sound4)[_sound4] = sound;
      document.body.setAttribute("data-sound", sound);
      _classPrivateFieldLooseBase(this, _hear)[_hear]({
        kind: "sound",
        at: now,
        state: sound
      });
      _classPrivateFieldLooseBase(this, _device)[_device].report();
    }
    var isStale = _classPrivateFieldLooseBase(this, _freshness)[_freshness].isStale(now);
    if (isStale !== _classPrivateFieldLooseBase(this, _wasStale)[_wasStale]) {
      _classPrivateFieldLooseBase(this, _wasStale)[_wasStale] = isStale;
      _classPrivateFieldLooseBase(this, _hear)[_hear]({
        kind: isStale ? "stale" : "fresh",
        at: now
      });
    }
  }
  function _hear2(event) {
    for (var _i48 = 0, _classPrivateFieldLoo21 = _classPrivateFieldLooseBase(this, _state)[_state].hear(event); _i48 < _classPrivateFieldLoo21.length; _i48++) {
      var effect = _classPrivateFieldLoo21[_i48];
      _classPrivateFieldLooseBase(this, _carryOut3)[_carryOut3](effect, event.at);
    }
  }
  function _carryOut4(effect, now) {
    this.trace.push(_extends({
      at: Math.round(now)
    }, effect));
    if (this.trace.length > TRACE_MAX) this.trace.shift();
    switch (effect.kind) {
      case "light":
        _classPrivateFieldLooseBase(this, _pulseAt)[_pulseAt] = now;
        break;
      case "speak":
        _classPrivateFieldLooseBase(this, _speak)[_speak](effect);
        break;
      case "brief":
        _classPrivateFieldLooseBase(this, _voice)[_voice].hurry();
        break;
      case "hush":
        _classPrivateFieldLooseBase(this, _voice)[_voice].hush();
        break;
      case "shown":
      case "spoken":
      case "silent":
        _classPrivateFieldLooseBase(this, _device)[_device].receipt(effect, now);
        break;
      default:
    }
  }
  function _speak2(effect) {
    var _this12 = this;
    _classPrivateFieldLooseBase(this, _voice)[_voice].play(effect, function (heard) {
      _classPrivateFieldLooseBase(_this12, _hear)[_hear]({
        kind: "audio",
        at: performance.now(),
        seq: effect.seq,
        outcome: heard === "spoken" ? "ended" : "failed"
      });
    });
  }
  function _finish2(phase, layout, sizes, now) {
    var _this$seen$seq, _this$seen$epoch;
    var _document = document,
      body = _document.body;
    var step = Math.floor((now - _classPrivateFieldLooseBase(this, _pulseAt)[_pulseAt]) / PULSE_STEP_MS);
    var isOff = phase === "calling" && now - _classPrivateFieldLooseBase(this, _pulseAt)[_pulseAt] < PULSE_MS && step % 2 === 1 && !_classPrivateFieldLooseBase(this, _isStill)[_isStill];
    var isLow = !_classPrivateFieldLooseBase(this, _element)[_element].querySelector(".hour");
    body.className = [layout, phase, "in-" + _classPrivateFieldLooseBase(this, _languages3)[_languages3][0], isOff ? "pulse-off" : "", isLow ? "low" : ""].join(" ");
    body.setAttribute("data-state", phase);
    body.setAttribute("data-shape", layout);
    body.setAttribute("data-seq", (_this$seen$seq = this.seen.seq) != null ? _this$seen$seq : "");
    body.setAttribute("data-epoch", (_this$seen$epoch = this.seen.epoch) != null ? _this$seen$epoch : "");
    var sign = _classPrivateFieldLooseBase(this, _element)[_element].querySelector(".slab .sign");
    if (sign) sign.style.fontSize = sizes.counter + "px";
    var number = _classPrivateFieldLooseBase(this, _element)[_element].querySelector(".panel .number");
    var font = number ? parseFloat(number.style.fontSize) : sizes.number;
    this.capitals = Math.round(font * CAPITALS * _classPrivateFieldLooseBase(this, _scale)[_scale](layout) * 10) / 10;
  }
  function _scale2(layout) {
    var _LAYOUTS$layout2 = LAYOUTS[layout],
      width = _LAYOUTS$layout2.width,
      height = _LAYOUTS$layout2.height;
    return Math.min(innerWidth / width, innerHeight / height);
  }
  function _fit2(_ref43) {
    var asked = _ref43.layout;
    var layout = DRAWN[layoutFor(asked, innerWidth, innerHeight)];
    var _LAYOUTS$layout3 = LAYOUTS[layout],
      width = _LAYOUTS$layout3.width,
      height = _LAYOUTS$layout3.height;
    var scale = _classPrivateFieldLooseBase(this, _scale)[_scale](layout);
    var style = _classPrivateFieldLooseBase(this, _element)[_element].style;
    var place = "translate(" + (innerWidth - width * scale) / 2 + "px, " + (innerHeight - height * scale) / 2 + "px) scale(" + scale + ")";
    if (_classPrivateFieldLooseBase(this, _element)[_element].getAttribute("data-place") !== place) {
      _classPrivateFieldLooseBase(this, _element)[_element].setAttribute("data-place", place);
      style.width = width + "px";
      style.height = height + "px";
      style.transform = style.webkitTransform = style.MozTransform = style.msTransform = style.OTransform = place;
    }
    return layout;
  }
  function _since2() {
    var now = _classPrivateFieldLooseBase(this, _clock)[_clock].nowMs();
    var heardMs = _classPrivateFieldLooseBase(this, _freshness)[_freshness].heardMs;
    if (now === null || heardMs === null) return "";
    return clock(withOffset(now - (performance.now() - heardMs), _classPrivateFieldLooseBase(this, _clock)[_clock].zone));
  }
  function phaseOf(_ref35) {
    var phase = _ref35.phase,
      board2 = _ref35.board;
    if (phase !== "quiet") return phase;
    var hours = board2 == null ? void 0 : board2.hours.state;
    return hours === "after" || hours === "closed" ? "closed" : "quiet";
  }
  var _board = typeof document === "undefined" ? null : new OldBoard(document.getElementById("board"));
  var _trace = _board ? _board.trace : [];
  return __toCommonJS(old_tv_exports);
}();
