/* The English words of BIP 39, sorted. They are made at build time of the list that python-mnemonic brings; where that is not installed there are none. */
#pragma once

#include "base/str.h"

extern const char up_bip39_words[][9];
/* 2048 or 0. */
extern const unsigned up_n_bip39_words;
