# ---- tar by builtins

ascii='+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz'

# sum TEXT: adds the byte values of TEXT to $sum; TEXT holds only characters that safe_path allows.
sum() {
  sum_rest=$1
  while [ -n "$sum_rest" ]; do
    sum_tail=${sum_rest#?}
    sum_before=${ascii%%"${sum_rest%"$sum_tail"}"*}
    sum=$((sum + ${#sum_before} + 43))
    sum_rest=$sum_tail
  done
}

octal() {
  octal= octal_rest=$1
  while [ "${#octal}" -lt "$2" ]; do
    octal=$((octal_rest % 8))$octal
    octal_rest=$((octal_rest / 8))
  done
}

nul8='\000\000\000\000\000\000\000\000'
nul64=$nul8$nul8$nul8$nul8$nul8$nul8$nul8$nul8

nuls() {
  nuls= nuls_left=$1
  while [ "$nuls_left" -ge 64 ]; do nuls=$nuls$nul64 nuls_left=$((nuls_left - 64)); done
  while [ "$nuls_left" -ge 8 ]; do nuls=$nuls$nul8 nuls_left=$((nuls_left - 8)); done
  while [ "$nuls_left" -ge 1 ]; do nuls=$nuls'\000' nuls_left=$((nuls_left - 1)); done
}

# safe_path PATH: names from the node that would need quoting are not worth a hole in the archive.
safe_path() {
  case $1 in
    '' | /* | ../* | */../* | */..) return 1 ;;
    *[!A-Za-z0-9._/@:+-]*) return 1 ;;
  esac
  [ "${#1}" -le 240 ]
}

split_path() {
  name=$1 prefix=
  while [ "${#name}" -gt 100 ]; do
    case $name in */*) ;; *) return 1 ;; esac
    prefix=$prefix${prefix:+/}${name%%/*}
    name=${name#*/}
  done
  [ "${#prefix}" -le 155 ]
}

# header PATH SIZE: sets $header, a printf format of the 512 bytes, and $padding for behind the content.
header() {
  split_path "$1" || return 1
  octal "$2" 11
  sum=$fixed_sum
  sum "$name$prefix$octal"
  header_size=$octal
  octal "$sum" 6
  header_sum=$octal
  nuls $((100 - ${#name}))
  header=$name$nuls'0000600\0000000000\0000000000\000'$header_size'\000'$mtime'\000'$header_sum'\000 0'
  nuls 100
  header=$header$nuls'ustar\00000'
  nuls 80
  header=$header$nuls$prefix
  nuls $((167 - ${#prefix}))
  header=$header$nuls
  nuls $(((512 - $2 % 512) % 512))
  padding=$nuls
}

prepare_tar() {
  octal "$1" 11
  mtime=$octal
  sum=$((8 * 32))
  sum "0000600""0000000""0000000""${mtime}0ustar00"
  fixed_sum=$sum
}

emit_text() {
  header "$1" "${#2}" || return 1
  printf "$header%s$padding" "$2" >&4 || out_gone
}

# emit_file PATH FILE: writes a member from a staged file; counts it for the record of the step.
# The fork comes before the header, so that a fork that fails leaves no half member.
emit_file() {
  emit_size=$(wc -c <"$2") || return 1
  emit_size=$((emit_size))
  safe_path "$1" || return 1
  header "$1" "$emit_size" || return 1
  now
  emit_began=$now
  printf 1 >"$tmp/emitting"
  (
    printf "$header" && exec head -c "$emit_size" "$2"
  ) >&4 || out_gone
  [ -z "$padding" ] || printf "$padding" >&4 || out_gone
  printf 0 >"$tmp/emitting"
  now
  emit_stalled=$((emit_stalled + now - emit_began))
  printf '%s %s\n' "$emit_size" "$1" >>"$tmp/paths"
}

out_gone() {
  broken=1
  [ -z "$tmp" ] || printf 1 >"$tmp/broken"
  exit 9
}
