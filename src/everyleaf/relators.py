"""MARC relator codes, and the everyday words for them that front matter may use.

Source: MARC Code List for Relators, Library of Congress (code and term).
"""

from __future__ import annotations

ROLE_WORDS = {
    "adapter": "adp",
    "artist": "art",
    "author": "aut",
    "cartographer": "ctg",
    "commentator": "cmm",
    "compiler": "com",
    "contributor": "ctb",
    "copyright holder": "cph",
    "cover designer": "cov",
    "data contributor": "dtc",
    "data": "dtc",
    "dedicatee": "dte",
    "designer": "dsr",
    "distributor": "dst",
    "editor": "edt",
    "funder": "fnd",
    "illustrator": "ill",
    "interviewee": "ive",
    "interviewer": "ivr",
    "issuing body": "isb",
    "narrator": "nrt",
    "photographer": "pht",
    "publisher": "pbl",
    "researcher": "res",
    "reviewer": "rev",
    "source": "ant",
    "speaker": "spk",
    "sponsor": "spn",
    "translator": "trl",
    "typographer": "tyg",
    "writer of foreword": "aui",
}
"""Everyday word → code. `ant` is the bibliographic antecedent: the work drawn upon."""

RELATORS = frozenset(
    """abr acp act adi adp aft anl anm ann ant apl ape apr arc arr art asg asn ato att auc aud aui
    aus aut bdd bjd bkd bkp blw bnd bpd brd brl bsl cas ccp chr cli cll clr clt cmm cmp cmt cnd
    cng cns coe col com con cor cos cot cou cov cpc cpe cph cpl cpt cre crp crr crt csl csp cst
    ctb cte ctg ctr cts ctt cur cwt dbp dfd dfe dft dgc dgg dgs dis dln dnc dnr dpc dpt drm drt
    dsr dst dtc dte dtm dto dub edc edm edt egr elg elt eng enj etr evp exp fac fds fld flm fmd
    fmk fmo fmp fnd fpy frg gis grt his hnr hst ill ilu ins inv isb itr ive ivr jud jug lbr lbt
    ldr led lee lel len let lgd lie lil lit lsa lse lso ltg mcp mdc med mfp mfr mod mon mrb mrk
    msd mte mtk mus nrt opn org orm osp oth own pad pan pat pbd pbl pdr pfr pht plt pma pmn pop
    ppm ppt pra prc prd pre prf prg prm prn pro prp prs prt prv pta pth ptf ptt pup rap rbr rcd
    rce rcp rdd red ren res rev rpc rps rpt rpy rse rsg rsp rsr rst rth rtm sad sce scl scr sds
    sec sgd sgn sht sll sng spk spn spy srv std stg stl stm stn str swd tau tcd tch ths tld tlp
    trc trl tyd tyg uvp vac vdg voc wac wal wam wat wdc wde win wit wpr wst""".split()
)
"""Every code of the list."""

ROLE_OF = {code: word for word, code in ROLE_WORDS.items()}
"""Code → everyday word."""
