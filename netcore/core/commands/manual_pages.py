"""What HELP says of each command and subject: first how it is written, then what it does."""

PAGES: dict[str, tuple[str, ...]] = {
    "ADMIN": ("ADMIN [server]", "Who runs this server, as far as that is told."),
    "AUTHENTICATE": (
        "AUTHENTICATE mechanism | data | *",
        "Logs in to an account (SASL). A client does this by itself; * gives up.",
    ),
    "AWAY": (
        "AWAY [:message]",
        "Marks you as away: whoever messages you is sent the message.",
        "Without a message, or with an empty one, you are back.",
    ),
    "BATCH": (
        "BATCH +reference draft/multiline target, then BATCH -reference",
        "Sends a message of several lines. A client does this by itself.",
    ),
    "CAP": (
        "CAP LS [302] | LIST | REQ :name -name ... | END",
        "Lists extensions of the protocol and turns them on and off.",
        "A client does this by itself; see ircv3.net for what each of them is.",
    ),
    "CHANNELMODES": (
        "MODE #channel +letters-letters [parameter ...]",
        "b  mask: kept out, and silent inside     e  mask: not meant by b",
        "I  mask: comes in without an invitation  i  only the invited come in",
        "k  key: only with this key               l  number: not more than these",
        "m  only operators and the voiced speak   n  nobody speaks from outside",
        "p  private: named in no list             s  secret: seen from inside alone",
        "t  only operators set the topic          C  no CTCP but ACTION",
        "R  only for those with an account        o v  nick: operator, or voiced",
    ),
    "CHATHISTORY": (
        "CHATHISTORY LATEST|BEFORE|AFTER|AROUND target bound limit, or BETWEEN, or TARGETS",
        "What was said before. A bound is timestamp=... or msgid=..., and * for the latest.",
    ),
    "HELP": (
        "HELP [subject]",
        "Explains a command, or lists all that there is help on. HELPOP is the same.",
    ),
    "INFO": ("INFO [server]", "Which program this is, and since when it runs."),
    "INVITE": (
        "INVITE nick #channel",
        "Asks somebody into a channel that you are in.",
        "An operator's invitation lets in where the channel is +i, full or bans.",
    ),
    "ISON": ("ISON nick [nick ...]", "Which of these nicks are here. MONITOR tells it by itself."),
    "JOIN": (
        "JOIN #channel[,#channel ...] [key[,key ...]]",
        "Enters channels; one that is not there yet comes into being, and you are its operator.",
        "JOIN 0 leaves all channels.",
    ),
    "KICK": (
        "KICK #channel nick[,nick ...] [:reason]",
        "Puts people out of a channel. For its operators.",
    ),
    "KILL": (
        "KILL nick :reason",
        "Ends somebody's connection. For the server's operators: see OPER.",
    ),
    "KNOCK": (
        "KNOCK #channel [:message]",
        "Tells a channel's operators that you would like to come in.",
        "For a channel that you cannot join, because it is +i, full or has a key.",
    ),
    "LINKS": ("LINKS [[server] mask]", "Which servers there are: this one."),
    "LIST": (
        "LIST [#channel[,#channel ...]] [condition[,condition ...]]",
        "Lists channels with the number of people and the topic. Conditions:",
        "  >n  <n     more, or fewer, than n people",
        "  C>n C<n    came into being more, or less, than n minutes ago",
        "  T>n T<n    topic set more, or less, than n minutes ago",
        "  mask !mask the name fits, or does not fit, a mask with * and ?",
    ),
    "LOGOUT": ("LOGOUT", "Leaves your account; you stay here under your nick."),
    "LUSERS": ("LUSERS [mask [server]]", "How many people and channels there are."),
    "MARKREAD": (
        "MARKREAD target [timestamp=time]",
        "Up to where you have read, the same on all your devices.",
    ),
    "METADATA": (
        "METADATA target GET|LIST|SET|CLEAR|SUB|UNSUB|SUBS|SYNC [...]",
        "What people and channels tell of themselves, as a picture or a homepage.",
    ),
    "MODE": (
        "MODE #channel [+letters-letters [parameter ...]] | MODE nick [+letters-letters]",
        "Shows or changes what is set on a channel, or on yourself.",
        "HELP CHANNELMODES and HELP USERMODES have the letters.",
    ),
    "MONITOR": (
        "MONITOR + nick[,nick ...] | - nick[,nick ...] | C | L | S",
        "Tells you at once when somebody comes or goes, by nick.",
        "+ adds, - removes, C clears the list, L shows it, S shows who is here now.",
    ),
    "MOTD": ("MOTD [server]", "The message of the day."),
    "NAMES": ("NAMES #channel[,#channel ...]", "Who is in a channel."),
    "NICK": ("NICK name", "Takes another nick."),
    "NOTICE": (
        "NOTICE target[,target ...] :text",
        "Says something that no program may answer. Otherwise as PRIVMSG.",
    ),
    "OPER": (
        "OPER name password",
        "Makes you an operator of this server, who may KILL, WALLOPS, REHASH and see all STATS.",
        "Names and passwords are set by whoever runs the server.",
    ),
    "PART": ("PART #channel[,#channel ...] [:reason]", "Leaves channels."),
    "PASS": (
        "PASS password",
        "The server's password, if it asks for one: before NICK.",
    ),
    "PING": ("PING token", "Is answered with PONG and the token, once all before it is done."),
    "PONG": ("PONG token", "Answers a PING of the server. A client does this by itself."),
    "PRIVMSG": (
        "PRIVMSG target[,target ...] :text",
        "Says something in a channel or to a person.",
    ),
    "QUIT": ("QUIT [:reason]", "Leaves the network."),
    "REDACT": (
        "REDACT target msgid [:reason]",
        "Takes back a message of yours, or as a channel's operator any in the channel.",
    ),
    "REGISTER": ("REGISTER * * password", "Makes an account of your nick."),
    "REHASH": (
        "REHASH",
        "Reads the server's configuration again. For the server's operators: see OPER.",
    ),
    "RENAME": (
        "RENAME #old #new [:reason]",
        "Gives a channel another name. For its operators.",
    ),
    "SEARCH": (
        "SEARCH text=words;in=#channel;from=nick;after=time;before=time;limit=number",
        "Finds messages in what you may read. All but the words may be left out.",
    ),
    "SETNAME": ("SETNAME :real name", "Changes your real name, which WHOIS shows."),
    "SILENCE": (
        "SILENCE [+mask | -mask[,...]]",
        "Keeps private messages and invitations of people from you whom a mask",
        "nick!user@host with * and ? covers. Without a mask it lists whom you do not hear.",
    ),
    "STATS": (
        "STATS letter [server]",
        "u: how long the server is up. For the server's operators also",
        "k: who is kept out, l: the connections, o: the operators' names.",
    ),
    "TAGMSG": (
        "@+tag=value TAGMSG target[,target ...]",
        "Sends client tags alone, such as +typing, to those with message-tags.",
    ),
    "TIME": ("TIME [server]", "What time it is at the server."),
    "TOPIC": (
        "TOPIC #channel [:text]",
        "Shows a channel's topic or sets it; an empty text takes it away.",
        "Where the channel is +t only its operators set it.",
    ),
    "USER": ("USER name 0 * :real name", "Who you are; once, when you connect."),
    "USERHOST": ("USERHOST nick [nick ...]", "User name and host of up to five people."),
    "USERIP": (
        "USERIP nick [nick ...]",
        "User name and address of up to five people; 255.255.255.255 where it is not told.",
    ),
    "USERMODES": (
        "MODE nick +letters-letters",
        "B  you are a program (a bot), which WHOIS, WHO and the tag bot show",
        "i  only your nick, or a common channel, finds you",
        "o  you are an operator of the server: see OPER; -o gives it up",
        "s  you hear what operators do; for operators",
        "w  you hear WALLOPS",
    ),
    "VERIFY": ("VERIFY account code", "No account here waits for a code."),
    "VERSION": ("VERSION [server]", "Which program this is, and what it supports."),
    "WALLOPS": (
        "WALLOPS :text",
        "Says something to everybody with the mode +w. For the server's operators: see OPER.",
    ),
    "WHO": (
        "WHO mask [o][%fields[,token]]",
        "Lists a channel's people, or those whose nick, user name, host or real name fits a mask.",
        "o: operators only. Fields: t token, c channel, u user name, i address, h host, s server,",
        "n nick, f flags, d hops, l idle seconds, a account, o oplevel, r real name.",
    ),
    "WHOIS": ("WHOIS [server] nick", "What is known of somebody."),
    "WHOWAS": ("WHOWAS nick [count]", "What is known of somebody who has left, newest first."),
}
