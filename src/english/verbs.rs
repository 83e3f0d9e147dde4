//! The forms of common English verbs.
//!
//! Words are in lower case; a verb that is not listed has no forms here, and is no verb for the rules that ask.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The forms in which a word may be a verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerbForms {
    /// "go", "ask".
    pub base: bool,
    /// "goes", "asks".
    pub third: bool,
    /// "went", "asked".
    pub past: bool,
    /// "gone", "asked".
    pub participle: bool,
}

impl VerbForms {
    /// Whether the word is a verb at all.
    pub fn any(self) -> bool {
        self.base || self.third || self.past || self.participle
    }
}

/// The forms in which `word` may be one of the common verbs; none for auxiliaries, which are listed by themselves.
pub fn verb(word: &str) -> VerbForms {
    VERBS.get(word).copied().unwrap_or_default()
}

/// Common verbs whose forms follow the spelling rules.
const REGULAR: &str = "accept accuse add adjust admire advise afford agree aim allow announce annoy answer apologise \
    apologize appear apply approve argue arrange arrest arrive ask attach attack attend avoid bake beg believe \
    belong boil book borrow bother brake breathe brush call care carry cause celebrate change charge chase chat \
    check chill chop claim clean clear click climb close collect come compare complain complete confirm connect consider contain \
    continue convince cook copy correct count cover crack crash create cross cry cure cycle damage dance decide \
    crush decorate defrost delay delete deliver demand deny depend describe dice deserve destroy develop die disagree disappear \
    discover discuss dislike dissolve divide double doubt download drag drain dress drill drip drizzle drop dry dust earn email employ \
    empty encourage end enjoy enter escape examine exist expect expire explain explore extend fail fasten fetch fill \
    finish fix flash float fry flood fold follow force form gather glue grab grate greet grill guess hammer handle happen hate heat \
    help hope hug hurry ignore imagine improve include increase inform insist install intend interrupt introduce \
    invite join jump kick kill kiss knead knock land last laugh launch lead leak lean learn lift like listen live \
    load lock log look loosen love manage mark marry matter measure marinate mash melt mend mention mop miss mix move nail need notice \
    nod obey offer open order owe own pack paint park pass pause paste peel phone pick plan plug preheat plant play point polish post \
    pour practise praise pray prepare present press pretend prevent print produce promise protect prove provide \
    publish pull pump push qualify quote raise reach realise realize receive recognise recommend record recover reduce \
    refuse relax release remain remember remind remove rent repair repeat replace reply report request rescue reset \
    resign respond restart retire return rinse roast roll rub ruin rush sail save scare score scratch scream screw scroll scrub search select \
    season seem separate serve settle shape share shop shout sift sign simmer slice slide slip slow smash smell smile smoke soak solve \
    sort spill spray sprinkle squeeze start stay stir stop stretch study succeed suffer suggest suit supply \
    support suppose surprise surround survive switch talk taste test thank tap tidy tie tighten toast toss touch train transfer \
    translate treat trim trust try turn twist type unplug update vacuum use visit vote wait walk want warn wash waste watch water \
    wave weigh welcome whisk whisper wipe wish wonder work worry wrap yell \
    absorb achieve acquire adapt adopt advertise amaze amuse appoint assess assign assist assume assure attract bless bury \
    calculate cite collapse combine communicate compete compose concentrate conclude confess confuse congratulate consist \
    construct consult consume contribute convert criticise criticize declare defend define demonstrate detect determine \
    differ discourage dismiss distribute disturb donate drown educate elect embarrass emerge emphasise emphasize enable \
    engage enhance ensure entertain equip establish evaluate evict exceed exclude execute expand express frighten generate \
    govern hesitate hire identify illustrate impose impress imply indicate inherit initiate injure inspect inspire integrate \
    interpret invent invest investigate involve justify locate maintain motivate neglect negotiate observe obtain occupy \
    offend operate oppose organise organize participate perform persuade possess postpone predict prescribe preserve proceed \
    prohibit propose prosecute punish pursue react recall reflect reject relate rely renew represent resemble resist resolve \
    restore restrict retain reveal satisfy specify squash stare strengthen stumble substitute sue summon supervise surrender \
    suspend terrify threaten tolerate unite unlock unpack unload urge vanish violate wander weaken widen";

/// Verbs whose other forms are more often nouns or adjectives: only their past tells of a verb ("ruled", "the rules").
const ONLY_PAST: &str = "act aim back ban bark battle benefit blame block bounce bow campaign challenge cheat cheer coach comfort \
    command comment conduct cough crawl debate decline defeat deposit design desire direct display ease estimate exchange \
    exercise experience export fade fear feature file fine fire fit flow focus fuel function fund gain gaze graduate grant guard \
    guide host hunt impact influence insult interview issue judge label lack lecture limit link list lower march market \
    monitor mount murder name note number outline panic peak permit pile pinch plead process progress protest purchase question \
    queue quote race rain rank rate register regret remark research reserve respect rest result reverse review reward \
    risk rock rule sack sample scan schedule scrape seal secure sense sentence shape shelter shift ship shock sigh signal ski \
    skip slam slap snap sneeze snow spoil spot sprint stage stain stamp state station steer stitch stress strip struggle surf \
    suspect swap sweat target tax tease tempt tick tip tour trace track trade trap trigger trip trouble tumble value view \
    volunteer whistle witness wound wreck";

/// Common verbs with forms of their own: base, past, participle.
const IRREGULAR: &str = "admit admitted admitted, become became become, begin began begun, bend bent bent, bite bit bitten, \
    blow blew blown, break broke broken, bring brought brought, build built built, buy bought bought, \
    cancel cancelled cancelled, catch caught caught, choose chose chosen, come came come, cost cost \
    cost, cut cut cut, deal dealt dealt, dig dug dug, draw drew drawn, drink drank drunk, drive drove \
    driven, eat ate eaten, fall fell fallen, feed fed fed, feel felt felt, fight fought fought, find \
    found found, flee fled fled, fly flew flown, forbid forbade forbidden, forgive forgave forgiven, forget forgot forgotten, freeze froze frozen, get got got, give gave \
    given, go went gone, grow grew grown, hang hung hung, hear heard heard, hide hid hidden, hit hit \
    hit, hold held held, hurt hurt hurt, keep kept kept, know knew known, lay laid laid, lead led led, \
    leave left left, lend lent lent, let let let, lie lay lain, light lit lit, lose lost lost, make made \
    made, mean meant meant, meet met met, occur occurred occurred, pay paid paid, prefer preferred \
    preferred, put put put, quit quit quit, read read read, refer referred referred, ride rode ridden, \
    rebuild rebuilt rebuilt, rewrite rewrote rewritten, ring rang rung, rise rose risen, run ran run, say said said, see saw seen, seek sought sought, sell sold sold, send sent \
    sent, set set set, shake shook shaken, shine shone shone, shrink shrank shrunk, spin spun spun, sting stung stung, undo undid undone, withdraw withdrew withdrawn, \
    overcome overcame overcome, mislead misled misled, creep crept crept, cling clung clung, bleed bled bled, shoot shot shot, show showed shown, shut \
    shut shut, sing sang sung, sink sank sunk, sit sat sat, sleep slept slept, speak spoke spoken, spell \
    spelt spelt, spend spent spent, split split split, spread spread spread, stand stood stood, steal \
    stole stolen, stick stuck stuck, strike struck struck, swear swore sworn, sweep swept swept, swim \
    swam swum, take took taken, teach taught taught, tear tore torn, tell told told, think thought \
    thought, throw threw thrown, travel travelled travelled, understand understood understood, wake woke \
    woken, upset upset upset, weep wept wept, wear wore worn, win won won, write wrote written";

static VERBS: LazyLock<HashMap<String, VerbForms>> = LazyLock::new(|| {
    let mut verbs: HashMap<String, VerbForms> = HashMap::new();
    let mut note = |form: String, set: fn(&mut VerbForms)| set(verbs.entry(form).or_default());
    let regular = REGULAR.split_whitespace().map(|base| {
        let past = past_of(base);
        (base, past.clone(), past)
    });
    let irregular = IRREGULAR.split(", ").filter_map(|forms| {
        let mut forms = forms.split(' ');
        Some((forms.next()?, forms.next()?.to_owned(), forms.next()?.to_owned()))
    });
    for (base, past, participle) in regular.chain(irregular) {
        note(base.to_owned(), |forms| forms.base = true);
        note(third_of(base), |forms| forms.third = true);
        note(past, |forms| forms.past = true);
        note(participle, |forms| forms.participle = true);
    }
    for base in ONLY_PAST.split_whitespace() {
        verbs.entry(past_of(base)).or_default().past = true;
    }
    verbs
});

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Whether `word` ends with "y" behind a consonant: "carry", not "play".
fn ends_in_soft_y(word: &str) -> bool {
    let mut back = word.chars().rev();
    back.next() == Some('y') && back.next().is_some_and(|c| !is_vowel(c))
}

/// The third person singular of a regular verb.
fn third_of(base: &str) -> String {
    let hissing = ["s", "x", "z", "ch", "sh", "o"];
    match base {
        _ if ends_in_soft_y(base) => format!("{}ies", &base[..base.len() - 1]),
        _ if hissing.iter().any(|ending| base.ends_with(ending)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// The past of a regular verb: "moved", "carried", "stopped".
fn past_of(base: &str) -> String {
    let back: Vec<char> = base.chars().rev().take(3).collect();
    let syllables = base
        .chars()
        .fold((0, false), |(n, vowel), c| match is_vowel(c) {
            true => (n + usize::from(!vowel), true),
            false => (n, false),
        })
        .0;
    let doubles = matches!(back.as_slice(), [last, vowel, first]
        if is_vowel(*vowel) && !is_vowel(*last) && !is_vowel(*first) && !matches!(last, 'w' | 'x' | 'y'));
    match base {
        _ if base.ends_with('e') => format!("{base}d"),
        _ if ends_in_soft_y(base) => format!("{}ied", &base[..base.len() - 1]),
        _ if doubles && syllables == 1 => format!("{base}{}ed", back[0]),
        _ => format!("{base}ed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_their_forms() {
        for past in [
            "stopped",
            "carried",
            "moved",
            "played",
            "went",
            "preferred",
            "opened",
            "ate",
        ] {
            assert!(verb(past).past, "{past}");
        }
        for third in ["goes", "carries", "washes", "plays", "fixes"] {
            assert!(verb(third).third, "{third}");
        }
        assert!(verb("taken").participle && !verb("taken").past);
        assert!(verb("cut").base && verb("cut").past);
        assert!(!verb("kitchen").any());
    }
}
